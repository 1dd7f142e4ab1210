/** The history's tables, beside the trace's in the same file. No row is ever removed, but for a trace run again from genesis. */
export const HISTORY_TABLES = `
    -- Executed slots. first_event, first_fill: id of the first event from this slot on, and of its first fill;
    -- fills: how many follow without a gap. rejected, accounts: packed (packed.ts).
    CREATE TABLE batch (
      slot INTEGER PRIMARY KEY,
      chunks_end INTEGER NOT NULL,
      voided INTEGER NOT NULL,
      root BLOB NOT NULL,
      envelopes INTEGER NOT NULL,
      skipped INTEGER NOT NULL,
      applied INTEGER NOT NULL,
      inbox INTEGER NOT NULL,
      expired INTEGER NOT NULL,
      steps INTEGER NOT NULL,
      chunks INTEGER NOT NULL,
      first_event INTEGER NOT NULL,
      first_fill INTEGER NOT NULL,
      fills INTEGER NOT NULL,
      rejected BLOB NOT NULL,
      accounts BLOB NOT NULL
    ) STRICT;

    -- One market in one slot; id: slot·64 + market (ids.ts).
    CREATE TABLE auction (
      id INTEGER PRIMARY KEY,
      market INTEGER NOT NULL,
      tick INTEGER NOT NULL,
      volume INTEGER NOT NULL,
      surplus INTEGER NOT NULL,
      fills INTEGER NOT NULL,
      fee INTEGER NOT NULL,
      last_tick INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX trade ON auction (market) WHERE volume > 0;

    -- The book as that auction began; bids, asks, rationed: packed.
    CREATE TABLE curve (
      id INTEGER PRIMARY KEY,
      truncated INTEGER NOT NULL,
      bids BLOB NOT NULL,
      asks BLOB NOT NULL,
      rationed BLOB NOT NULL
    ) STRICT;

    -- Trades by interval, of the lengths in candles.ts; time: unix seconds of its begin.
    CREATE TABLE candle (
      market INTEGER NOT NULL,
      seconds INTEGER NOT NULL,
      time INTEGER NOT NULL,
      open INTEGER NOT NULL,
      high INTEGER NOT NULL,
      low INTEGER NOT NULL,
      close INTEGER NOT NULL,
      lots INTEGER NOT NULL,
      trades INTEGER NOT NULL,
      PRIMARY KEY (market, seconds, time)
    ) STRICT, WITHOUT ROWID;

    -- All that happened to accounts, fills included. kind: index into EVENT_KINDS; tick: limit of an order;
    -- price and fee: of a fill.
    CREATE TABLE event (
      id INTEGER PRIMARY KEY,
      slot INTEGER NOT NULL,
      account INTEGER NOT NULL,
      kind INTEGER NOT NULL,
      forced INTEGER NOT NULL,
      outcome INTEGER NOT NULL,
      asset INTEGER,
      amount INTEGER,
      market INTEGER,
      side INTEGER,
      tick INTEGER,
      position INTEGER,
      lots INTEGER,
      price INTEGER,
      fee INTEGER
    ) STRICT;
    CREATE INDEX event_account ON event (account);
    CREATE INDEX fill_account ON event (account) WHERE kind = 6;

    -- Every order ever placed; id: of the event that placed it. ended: 0 open, else index into ENDINGS.
    CREATE TABLE placed (
      id INTEGER PRIMARY KEY,
      market INTEGER NOT NULL,
      side INTEGER NOT NULL,
      tick INTEGER NOT NULL,
      position INTEGER NOT NULL,
      account INTEGER NOT NULL,
      lots INTEGER NOT NULL,
      filled INTEGER NOT NULL,
      ended INTEGER NOT NULL,
      slot INTEGER NOT NULL,
      expiry INTEGER NOT NULL,
      updated INTEGER NOT NULL,
      UNIQUE (market, side, tick, position)
    ) STRICT;
    CREATE INDEX placed_account ON placed (account);
    CREATE INDEX placed_open ON placed (account) WHERE ended = 0;

    -- What became of envelopes. operations: packed.
    CREATE TABLE outcome (
      slot INTEGER NOT NULL,
      account INTEGER NOT NULL,
      outcome INTEGER NOT NULL,
      operations BLOB NOT NULL,
      PRIMARY KEY (slot, account)
    ) STRICT, WITHOUT ROWID;

    -- Accounts. signer: 20 bytes, null while it is genesis's.
    CREATE TABLE holder (
      account INTEGER PRIMARY KEY,
      signer BLOB,
      open_orders INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX holder_signer ON holder (signer);

    -- Units that open orders lock.
    CREATE TABLE locked (
      account INTEGER NOT NULL,
      asset INTEGER NOT NULL,
      amount INTEGER NOT NULL,
      PRIMARY KEY (account, asset)
    ) STRICT, WITHOUT ROWID;
`;

export const HISTORY_NAMES = [
  "batch",
  "auction",
  "curve",
  "candle",
  "event",
  "placed",
  "outcome",
  "holder",
  "locked",
] as const;
