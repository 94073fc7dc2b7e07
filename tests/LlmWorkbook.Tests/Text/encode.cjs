// Encodes texts with a tokenizer that is not ours: node encode.cjs <module> <tokenizer.json or -> <texts.json> <ids.json>
const fs = require('fs');
const [, , name, file, textsFile, idsFile] = process.argv;
const module_ = require(name);
const texts = JSON.parse(fs.readFileSync(textsFile, 'utf8'));

async function main() {
  const ids = [];
  if (file === '-') {
    for (const text of texts) ids.push(module_.encode(text));
  } else {
    const tokenizer = module_.Tokenizer.fromString(fs.readFileSync(file, 'utf8'));
    for (const text of texts) ids.push(Array.from((await tokenizer.encode(text, null, { addSpecialTokens: false })).getIds()));
  }
  fs.writeFileSync(idsFile, JSON.stringify(ids));
}

main().catch(error => { console.error(error); process.exit(1); });
