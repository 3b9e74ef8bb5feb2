// The page of a form that takes files. A file of its own, because most forms take none, and need not load how.
import { filesOf } from "../files.js";
import { prepareForm, start } from "../form.js";
import { formElement } from "../form-seal.js";

start(prepareForm(filesOf(formElement())));
