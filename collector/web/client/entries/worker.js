// Everything of a form that needs the cryptography, in a thread of its own, so that the page answers while a cheap phone
// counts. What leaves here is sealed, or is one of the marks the form openly names.
import { prepare, sound } from "../seal.js";
import { serve } from "../worker-server.js";
import { prove } from "../work.js";

serve({ prepare, prove, sound });
