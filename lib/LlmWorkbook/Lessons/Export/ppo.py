"""PPO with TRL, which has no command for it: accelerate launch --config_file accelerate.yaml ppo.py --config ppo.yaml"""
from datasets import load_dataset
from transformers import AutoModelForCausalLM, AutoModelForSequenceClassification, AutoTokenizer
from trl import ScriptArguments, TrlParser
from trl.experimental.ppo import PPOConfig, PPOTrainer


def main():
    script, config = TrlParser((ScriptArguments, PPOConfig)).parse_args_and_config()
    tokenizer = AutoTokenizer.from_pretrained(config.sft_model_path, padding_side="left")

    def encode(row):
        return {"input_ids": tokenizer.apply_chat_template(row["prompt"], add_generation_prompt=True, return_dict=False)}

    def policy():
        return AutoModelForCausalLM.from_pretrained(config.sft_model_path)

    def scorer(path):
        return AutoModelForSequenceClassification.from_pretrained(path, num_labels=1)

    data = load_dataset(script.dataset_name).map(encode, remove_columns=["prompt"])
    trainer = PPOTrainer(
        args=config,
        processing_class=tokenizer,
        model=policy(),
        ref_model=policy(),
        reward_model=scorer(config.reward_model_path),
        value_model=scorer(config.sft_model_path),
        train_dataset=data[script.dataset_train_split],
        eval_dataset=data[script.dataset_test_split],
    )
    trainer.train()
    trainer.save_model(config.output_dir)


if __name__ == "__main__":
    main()
