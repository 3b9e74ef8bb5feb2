// The shapes that more than one file of the browser's half names. No code: tsc reads it, nothing is made of it.

/** What was answered: question id -> the text, the option's id, or several of them. Unanswered ones are not in it. */
export type Answers = Record<string, string | string[]>;

/** One answered question as people read it: collector/forms/schema.py `readable`. */
export type Row = [question: string, lines: string[]];

/** Which answers keep an envelope from everybody here, and which question names officers to leave out. */
export interface Routing {
  outside: Record<string, string[]>;
  leave_out: string;
}

/** Which answers to `field` say that a child, or an adult, writes. */
export interface Voices {
  field: string;
  child: string[];
  adult: string[];
}

/** The district's clock: `ahead` hours before UTC, whatever the phone is set to. */
export interface Zone {
  name: string;
  ahead: number;
}

/** A form as its page describes it, in the `data-spec` of templates/form.html. */
export interface Spec {
  id: string;
  version: number;
  title: string;
  home: string;
  /** What comes first: "danger" where the numbers to call stand before the first question. */
  first: string;
  /** The first page from which all that follows may be left out. */
  rest: number;
  /** KiB of the largest envelope. */
  largest: number;
  /** The public names of the key holders, in the order of their keys. */
  holders: string[];
  zone: Zone;
  routing: Routing | null;
  voices: Voices | null;
  /** Which question decides how urgent it is, and which of its options ask for which level. */
  urgency: { field: string; levels: Record<string, string[]> } | null;
}

export interface Attachment {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** The files that a form's page holds: files.js. */
export interface Enclosed {
  files: () => Attachment[];
  rows: () => Row[];
  forget: () => void;
}

/** What grows from a code: receipt.js. */
export interface MailboxKeys {
  /** 32 hex digits */
  mailbox: string;
  /** 64 hex digits */
  secret: string;
  /** 64 hex digits */
  secretHash: string;
  /** AGE-SECRET-KEY-PQ-1… */
  identity: string;
  /** age1pq1… */
  recipient: string;
}

/** What is to be sealed: seal.js. */
export interface Draft {
  form: string;
  version: number;
  title: string;
  answers: Answers;
  rows: Row[];
  urgency: string;
  /** KiB */
  largest: number;
  files?: Attachment[];
  /** Of the mailbox it goes into; without them it opens a new one. */
  keys?: MailboxKeys | undefined;
  /** Public keys, age1pq1… */
  recipients: string[];
  /** For each of them, whether its holder may read this one. */
  reading: boolean[];
}

export interface Envelope {
  /** Of the new mailbox, in groups of four. */
  code?: string | undefined;
  /** 32 hex digits */
  id: string;
  body: Uint8Array<ArrayBuffer>;
  headers: Record<string, string>;
}

/** All that a form's page knows beside what stands in its inputs: form-state.js. */
export interface FormState {
  readonly spec: Spec;
  /** Positions among the pages: the review (not in a reply), the last before sending, and sending itself. */
  readonly review: number | undefined;
  readonly last: number;
  readonly sending: number;
  /** A reply, where the conversation is: the page around it stays, and nothing is shown twice. */
  readonly talk: boolean;
  readonly enclosed: Enclosed;
  /** The page that is shown. */
  at: number;
  /** One page was opened from the review: from it the way leads straight back. */
  mending: boolean;
  /** Something here would be lost by leaving. */
  unsaved: boolean;
  /** The keys to seal to: those whose fingerprints this page names, and no others. */
  recipients?: string[];
  /** Keys of the mailbox it goes into; without them the envelope opens a new one. */
  mailbox?: MailboxKeys | undefined;
  /** What happens once a reply is stored. */
  sent?: (() => void) | undefined;
  /** The envelope being made or made; a retry sends these very bytes. */
  sealing?: Promise<Envelope> | undefined;
}

/** An answer to the reporter: answer.js. */
export interface Answer {
  status: string | null;
  text: string;
  /** Public names of officers, or null where the desk could not tell. */
  leftOut: string[] | null;
}

/** One that came, with the hour (since 1970) in which the server took it. */
export type DatedAnswer = Answer & { hour: number };

/** All that the mailbox's page knows beside what stands in its inputs: mailbox-state.js. */
export interface MailboxState {
  keys: MailboxKeys | undefined;
  /** Of the work for this mailbox; the server takes it for each answer too, as long as it is good. */
  proof: Record<string, string> | undefined;
  /** Whether every answer that the server lists did open. */
  complete: boolean;
  /** The answers that opened, newest first. */
  good: DatedAnswer[];
  /** The hours in which the reporter's own letters came. */
  written: number[];
}

/** What is said while something is under way: templates/_line.html. */
export interface Said {
  seconds?: number;
  detail?: string;
  sent?: number;
  total?: number;
  /** 0 to 1, for the bar. */
  part?: number;
}

export type Tell = (state: string, said?: Said) => void;

/** How line.js speaks, and is spoken to: "now" ends a pause. */
export interface Voice {
  tell: Tell;
  nudges: EventTarget;
}

/** Hears how far a task is. */
export type Progress = (done: number, all?: number) => void;

/** A challenge of GET /api/work/<id>, as altcha-lib solves it. */
export type WorkChallenge = import("altcha-lib/types").Challenge;

/** What a worker does when it is asked: entries/worker.js and entries/mailbox-worker.js. */
export interface Tasks {
  derive: (code: string, tell?: Progress) => Promise<MailboxKeys>;
  open: (given: { identity: string; mailbox: string; id: string; sealed: Uint8Array }) => Promise<Answer>;
  prepare: (draft: Draft, tell?: Progress) => Promise<Envelope>;
  prove: (challenge: WorkChallenge, tell?: Progress) => Promise<string>;
  sound: (recipients: string[]) => boolean;
}

/** From a page to its worker. */
export interface Question {
  id: number;
  task: keyof Tasks;
  given: unknown;
}

/** Back: how far it is, or the result, or the name of the fault. */
export interface Reply {
  id: number;
  progress?: Parameters<Progress>;
  error?: string;
  result?: unknown;
}

declare global {
  interface Document {
    /** Of Chrome: the tab was closed to save memory, and this page is loaded anew. */
    wasDiscarded?: boolean;
  }
  // Of Trusted Types, which TypeScript's DOM does not know yet. What the policy gives stands where a string would.
  var trustedTypes:
    | {
        createPolicy: (
          name: string,
          rules: { createScriptURL: (path: string) => string },
        ) => { createScriptURL: (path: string) => string };
      }
    | undefined;
}
