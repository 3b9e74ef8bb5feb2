// Sends a sealed envelope and says what became of it. Sending the same bytes under the same id again is safe.

const PATIENCE_MS = 60000; // a 20 KB envelope on a bad 2G line takes half of that

// Returns ["stored"], ["offline"] (send again) or ["refused", why].
export async function put(endpoint, { id, body, headers }) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    // `mode` stays "cors": under "same-origin" with no-referrer, older browsers send "Origin: null" (Fetch 3.2) and the
    // server would take us for a stranger. CSP connect-src keeps the request at home; a redirect is an error.
    const response = await fetch(endpoint + id, {
      method: "PUT", body, headers, credentials: "omit", cache: "no-store", redirect: "error",
      referrerPolicy: "no-referrer", signal: stop.signal,
    });
    const said = await response.json();
    // A captive portal also answers 200. Only the collector knows the id.
    if (response.ok && said.id === id) return ["stored"];
    if (response.status >= 400 && response.status < 500 && response.status !== 429) return ["refused", said.detail];
  } catch { /* no line, no answer in time, or no answer of ours: the envelope is still here */ }
  finally { clearTimeout(timer); }
  return ["offline"];
}
