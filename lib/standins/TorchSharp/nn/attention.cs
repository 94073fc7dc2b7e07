namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>
            /// softmax(Q Kᵀ / √d + mask) V, per head: query (…, L, d), key and value (…, S, d). A mask of booleans lets the true
            /// places through, another one is added; <paramref name="is_casual"/> (the real package's spelling) hides the future.
            /// </summary>
            public static Tensor scaled_dot_product_attention(Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null, double p = 0, bool is_casual = false)
            {
                if (attn_mask is not null && is_casual)
                    throw new System.Runtime.InteropServices.ExternalException("_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True");
                if (p == 0 && Fused.Attention(query, key, value, attn_mask, is_casual) is { } fused)
                    return fused;
                using var scope = NewDisposeScope();
                // √√d on both sides, as PyTorch does, keeps the products small.
                var scale = Math.Pow(query.size(-1), -0.25);
                using var scaledQuery = query.mul(scale);
                using var scaledKey = key.mul(scale);
                using var turned = scaledKey.transpose(-2, -1);
                var scores = scaledQuery.matmul(turned); // (…, L, S)
                var mask = is_casual ? ones(query.size(-2), key.size(-2), dtype: ScalarType.Bool, device: query.device).tril_() : attn_mask;
                if (mask is { dtype: ScalarType.Bool })
                    scores = scores.masked_fill(mask.logical_not(), double.NegativeInfinity);
                else if (mask is not null)
                    scores = scores.add(mask);
                var weights = scores.softmax(-1);
                if (p > 0)
                    weights = dropout(weights, p);
                return weights.matmul(value).MoveToOuterDisposeScope();
            }
        }
    }
}
