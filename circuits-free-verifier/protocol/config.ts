/** Parameters of a deployment, fixed at construction of Settlement and emitted by it. Times in seconds. */
export interface Deployment {
  readonly genesisTime: number;
  readonly interval: number;
  readonly stepsPerRoot: number;
  readonly sealDelay: number;
  readonly inboxDelay: number;
  readonly revealDelay: number;
  readonly challengeWindow: number;
  readonly sweepDelay: number;
  readonly freezeDelay: number;
  readonly exitDelay: number;
  /** Units of asset 0 for each 16-byte block of an envelope. */
  readonly operationFee: number;
  /** Wei. */
  readonly registrationFee: bigint;
  readonly sequencerBond: bigint;
  readonly keyperBond: bigint;
  readonly claimantBond: bigint;
  /** Of the sequencer's bond, burned for a slot with receipts and without a certificate. */
  readonly dropFee: bigint;
  /** Lower-case 0x addresses. */
  readonly sequencer: string;
  readonly operatorOwner: string;
  readonly operatorSigner: string;
  readonly keypers: readonly string[];
  /** t: shares that open a slot. */
  readonly threshold: number;
  /** q: signatures that certify a slot; q > (n + t − 1)/2. */
  readonly quorum: number;
  readonly assets: readonly AssetParams[];
  readonly markets: readonly MarketParams[];
}

export interface AssetParams {
  /** 0x0…0 for ETH. */
  readonly token: string;
  /** Token wei of one unit. */
  readonly scale: bigint;
}

/** Whether an asset's token is ETH itself. */
export const isEther = (token: string): boolean => /^0x0*$/.test(token);

export interface MarketParams {
  readonly base: number;
  readonly quote: number;
  readonly feeBps: number;
  readonly bandBps: number;
  readonly minLots: number;
  /** Units of base in one lot. */
  readonly baseUnit: number;
  /** Units of quote that one lot costs at tick 1. */
  readonly quoteUnit: number;
  /** Tick that the market is listed at. */
  readonly referenceTick: number;
}
