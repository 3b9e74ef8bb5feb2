// worker.js with the way to open answers: a file of its own, because who only reports need not load it.
import { open } from "../answer.js";
import { derive } from "../receipt.js";
import { prepare, sound } from "../seal.js";
import { serve } from "../worker-server.js";
import { prove } from "../work.js";

serve({ derive, open, prepare, prove, sound });
