import { readFileSync } from "node:fs";
import type { Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { readDeployment } from "#l1/deploy";
import { ask, connectL1 } from "#l1/rpc";
import { Sender } from "#l1/send";
import { equalBytes, hexToBytes, toHex } from "#protocol/bytes";
import type { Crypto } from "#protocol/crypto";
import { EncodingError } from "#protocol/errors";
import { domainSeparatorOf } from "#protocol/messages";
import { keySigner } from "#protocol/signature";
import type { Group } from "../circuits-free-verifier/crypto/group.ts";
import type { PersistenceHook } from "../storage/database.ts";
import { Guard } from "./committee/auth.ts";
import { Chain } from "./committee/chain.ts";
import { CommitteeDaemon } from "./committee/daemon.ts";
import { Generator } from "./committee/generator.ts";
import { CommitteeKeyper } from "./committee/keyper.ts";
import { Peer } from "./committee/peer.ts";
import { Poster } from "./committee/poster.ts";
import type { CommitteePoint } from "./committee/schema.ts";
import { serve } from "./committee/server.ts";
import { CommitteeStore } from "./committee/store.ts";
import { type KeyperConfig, KeyperConfigError } from "./config.ts";
import { committeeOf } from "./dkg/generation.ts";

export interface KeyperSurroundings {
  readonly crypto: Crypto;
  readonly group: Group;
  readonly random: () => Uint8Array;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly say: (line: string) => void;
  /** Called once, when it cannot go on. */
  readonly onFailure: (error: unknown) => void;
  readonly hook?: PersistenceHook<CommitteePoint>;
}

export interface RunningKeyper {
  readonly index: number;
  readonly port: number;
  /** Ends what is under way and closes the file. */
  stop(): Promise<void>;
}

/**
 * One keyper of a committee as a process of its own: the only place where its parts meet L1, disk and network.
 * @throws KeyperConfigError, StoreError, L1Error
 */
export async function startKeyper(
  config: KeyperConfig,
  around: KeyperSurroundings,
): Promise<RunningKeyper> {
  const { crypto, group, now, say, onFailure } = around;
  const privateKey = hexToBytes(secretIn(config.privateKeyFile), 32);
  const signer = keySigner(crypto, privateKey);
  const client = connectL1(config.rpc);
  const settlement = config.settlement.toLowerCase() as Hex;
  const chainId = await ask("eth_chainId", () => client.getChainId());
  const { deployment, blockNumber } = await readDeployment(client, settlement);
  const domainSeparator = domainSeparatorOf(crypto, chainId, hexToBytes(settlement));
  const context = { crypto, domainSeparator, deployment };
  const keypers = deployment.keypers.map((address) => hexToBytes(address));
  const index = keypers.findIndex((address) => equalBytes(address, signer.address));
  if (index < 0) {
    const given = `a private key of ${toHex(signer.address)}`;
    throw new KeyperConfigError([`privateKeyFile: ${given}, expected that of a keyper on L1`]);
  }
  const { threshold, quorum } = deployment;
  const publicKeys = config.keypers.map(({ publicKey }) => hexToBytes(publicKey, 33));
  const committee = committeeFrom({
    crypto,
    group,
    domainSeparator,
    publicKeys,
    keypers,
    threshold,
    quorum,
  });

  const store = new CommitteeStore({
    path: config.database,
    create: config.createDatabase,
    chainId,
    settlement,
    index,
    keypers: keypers.length,
    passphrase: secretIn(config.passphraseFile),
    hook: around.hook,
  });
  const peers = config.keypers.map(({ url }, at) => {
    const timeoutMs = config.peerTimeoutMs;
    const address = keypers[at] ?? new Uint8Array(20);
    return new Peer({ context, signer, index: at, address, url, timeoutMs, now });
  });
  const { confirmations } = config;
  const chain = new Chain({
    client,
    chainId,
    settlement,
    fromBlock: blockNumber,
    context,
    confirmations,
  });
  const keyper = new CommitteeKeyper({
    deployment,
    context,
    keypers,
    quorum,
    lateSeconds: config.lateSeconds ?? Math.max(1, Math.floor(deployment.sealDelay / 2)),
    index,
    signer,
    store,
    l1: chain,
    registered: (slot) => chain.keySetOf(slot),
    now,
  });
  const generator = new Generator({
    committee,
    self: { index, privateKey },
    store,
    random: around.random,
    attemptMs: config.attemptMs,
    now,
    say,
    onFailure,
  });
  const account = privateKeyToAccount(toHex(privateKey));
  const poster = config.post
    ? new Poster({
        committee,
        deployment,
        index,
        chain,
        store,
        peers,
        sender: new Sender({ client, chainId, account, store: store.transactions }),
        settlement,
        say,
      })
    : undefined;
  const daemon = new CommitteeDaemon({
    index,
    keyper,
    chain,
    generator,
    poster,
    store,
    others: peers.filter((peer) => peer.index !== index),
    keypers: keypers.length,
    plan: { grid: deployment, leadSeconds: config.leadSeconds, prepareSlots: config.prepareSlots },
    pollMs: config.pollMs,
    syncMs: config.syncMs,
    now,
    say,
    onFailure,
  });
  const guard = new Guard({
    context,
    self: signer.address,
    allowed: [hexToBytes(deployment.sequencer), ...keypers],
    skewMs: config.skewMs,
    now,
  });
  try {
    const { host, port } = config;
    const handlers = daemon.handlers();
    const served = await serve({ context, signer, guard, handlers, host, port, onFailure });
    await daemon.start();
    say(`keyper ${index} of ${keypers.length} on http://${host}:${served.port}`);
    return {
      index,
      port: served.port,
      stop: async () => {
        served.server.close().closeAllConnections();
        await daemon.stop();
        store.close();
      },
    };
  } catch (error) {
    store.close();
    throw error;
  }
}

function committeeFrom(parts: Parameters<typeof committeeOf>[0]): ReturnType<typeof committeeOf> {
  try {
    return committeeOf(parts);
  } catch (error) {
    if (error instanceof EncodingError) throw new KeyperConfigError([`keypers: ${error.message}`]);
    throw error;
  }
}

/** The text of a file without the space around it. @throws KeyperConfigError */
function secretIn(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    throw new KeyperConfigError([`${file}: ${error instanceof Error ? error.message : error}`]);
  }
}
