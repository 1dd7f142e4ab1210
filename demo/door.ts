import { hexToBytes } from "#protocol/bytes";
import { parseEnvelope } from "#protocol/envelope";
import { envelopeHash } from "#protocol/envelopeTree";
import type { SigningContext } from "#protocol/messages";
import { issueReceipt } from "#protocol/receipt";
import { keySigner } from "#protocol/signature";
import type { RunningSequencer } from "../sequencer/main.ts";

/**
 * What stands between the traders and the sequencer. Of a victim's envelopes it does what an operator who censors would: it signs,
 * and hands on nothing.
 */
export class Door {
  /** Account whose envelopes are thrown away. */
  victim: number | undefined;
  readonly #sequencer: RunningSequencer;
  readonly #context: SigningContext;
  readonly #key: Uint8Array;

  constructor(sequencer: RunningSequencer, context: SigningContext, privateKey: string) {
    this.#sequencer = sequencer;
    this.#context = context;
    this.#key = hexToBytes(privateKey);
  }

  async submit(slot: number, bytes: Uint8Array): ReturnType<RunningSequencer["submit"]> {
    const envelope = parseEnvelope(bytes);
    if (envelope === undefined || envelope.account !== this.victim)
      return await this.#sequencer.submit(slot, bytes);
    const { crypto } = this.#context;
    const { account, version } = envelope;
    const message = { slot, account, version, envelopeHash: envelopeHash(crypto, bytes) };
    const receipt = issueReceipt(this.#context, message, keySigner(crypto, this.#key));
    return { kind: "receipt", receipt };
  }
}
