// A real HTTP server of one test, on a port that the system picks.
import assert from "node:assert/strict";

/** @import { Server } from "node:http" */

/**
 * Begins to listen, on this machine only.
 * @param {Server} server
 * @returns {Promise<void>}
 */
export const listening = (server) => new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve()));

/** @param {Server | undefined} server */
export function addressOf(server) {
  const address = server?.address();
  assert.ok(address && typeof address === "object");
  return `http://127.0.0.1:${address.port}/`;
}
