// The page of a form that takes no files. Each file in this folder begins something by itself, and nothing imports it.
import { prepareForm, start } from "../form.js";

start(prepareForm());
