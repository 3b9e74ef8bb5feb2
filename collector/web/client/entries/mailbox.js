// The page of the way back.
import { begin } from "../mailbox.js";

begin();
