// The keys to seal to, as the server gives them now: they may have changed since the page was made.
import { call } from "./line.js";

// A hybrid recipient: bech32 of 1216 bytes (C2SP age.md). Any other kind would be a weaker seal.
const RECIPIENT = /^age1pq1[02-9ac-hj-np-z]{1952}$/;

export const hybrid = (recipients) => recipients.every((key) => RECIPIENT.test(key));

// {recipients, holders, fingerprints}: each key with its holder's name and its fingerprint, in the same order. "unready" where
// they did not come. `offered`: the names that the page let the reader leave out. A holder with another name could be the
// one who must not read, and nobody was asked: then ("renamed") only a new page will do.
export async function present(offered) {
  const found = await call("/api/recipients").catch(() => ({}));
  if (!found.recipients?.length) throw new Error("unready");
  if (offered && !found.holders.every((name) => offered.includes(name))) throw new Error("renamed");
  return found;
}
