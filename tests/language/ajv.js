// usage: node ajv.js SCHEMA < [DOCUMENT, ...]    One word a document: valid or invalid. Strict:
// whatever in the schema a validator may read otherwise is an error. Two words are for editors.
const fs = require("fs");
const Ajv = require("ajv");
const ajv = new Ajv({ strict: true, allErrors: false });
ajv.addVocabulary(["errorMessage", "markdownDescription"]);
const validate = ajv.compile(JSON.parse(fs.readFileSync(process.argv[2], "utf8")));
for (const document of JSON.parse(fs.readFileSync(0, "utf8")))
  console.log(validate(document) ? "valid" : "invalid");
