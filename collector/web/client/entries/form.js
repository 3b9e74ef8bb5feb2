// The page of a form that takes no files. Each file here begins something by itself, and nothing imports it.
import { start } from "../form.js";

start();
