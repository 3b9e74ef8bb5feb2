// Every rule that eslint recommends, and the ones below; a rule that is off says why beside it.
import js from "@eslint/js";
import globals from "globals";

const STRICT = {
  "array-callback-return": "error",
  curly: ["error", "multi-line"],
  eqeqeq: "error",
  "max-lines": ["error", 300],
  "max-lines-per-function": ["error", { max: 40, skipComments: true, skipBlankLines: true }],
  "no-alert": "error",
  "no-await-in-loop": "off", // parts and answers go one after the other, on purpose
  "no-console": "error", // what is typed must not reach a console that others read
  "no-else-return": "error",
  "no-eval": "error",
  "no-implied-eval": "error",
  "no-new-func": "error",
  "no-param-reassign": "error", // properties may be set: that is how a page is changed
  "no-promise-executor-return": "off", // short executors return what nobody reads
  "no-restricted-properties": [
    "error",
    // Nothing of a reporter's may stay on the device: threat model, "the phone is read afterwards".
    ...["localStorage", "sessionStorage", "indexedDB"].flatMap((property) =>
      ["window", "self", "globalThis"].map((object) => ({ object, property })),
    ),
  ],
  "no-restricted-globals": ["error", "localStorage", "sessionStorage", "indexedDB", "event", "name"],
  "no-self-compare": "error",
  "no-shadow": "error",
  "no-throw-literal": "error",
  "no-unused-expressions": ["error", { allowShortCircuit: true }],
  "no-use-before-define": ["error", { functions: false, variables: false }],
  "no-useless-return": "error",
  "no-var": "error",
  "object-shorthand": "error",
  "prefer-const": "error",
  "prefer-template": "error",
  radix: "error",
};

export default [
  { ignores: ["build/", "node_modules/", ".venv/", ".data/"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  js.configs.recommended,
  { rules: STRICT },
  {
    files: ["collector/web/client/**/*.js", "site_config/theme/assets/**/*.js", "docs/internal/assets/**/*.js"],
    languageOptions: { globals: globals.browser },
  },
  { files: ["eslint.config.js", "**/*.mjs"], languageOptions: { globals: globals.node } },
  {
    files: ["tests/browser/*.mjs"],
    languageOptions: { globals: globals.browser }, // parts of them run in the page
  },
  {
    files: ["tests/**/*.mjs"],
    rules: { "no-console": "off" }, // the answer that Python reads
  },
];
