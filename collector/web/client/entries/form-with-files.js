// The page of a form that takes files. A file of its own, because most forms take none, and need not load how.
import { filesOf } from "../files.js";
import { start } from "../form.js";

start({ files: filesOf(document.getElementById("form")) });
