import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { addressReader } from "../../../../sequencer/api/socket/address.ts";

const request = (remoteAddress: string, forwarded?: string): IncomingMessage =>
  ({ socket: { remoteAddress }, headers: { "x-forwarded-for": forwarded } }) as never;

const ROWS: readonly (readonly [string, readonly string[], string, string | undefined, string])[] =
  [
    ["nobody is believed unless told", [], "127.0.0.1", "9.9.9.9", "127.0.0.1"],
    ["a proxy says whom it speaks for", ["127.0.0.1"], "127.0.0.1", "9.9.9.9", "9.9.9.9"],
    ["IPv4 within IPv6 is IPv4", ["127.0.0.0/8"], "::ffff:127.0.0.1", "9.9.9.9", "9.9.9.9"],
    ["what a client made up stands first", ["loopback"], "::1", "1.1.1.1, 9.9.9.9", "9.9.9.9"],
    [
      "proxies follow one another",
      ["loopback", "uniquelocal"],
      "::1",
      "9.9.9.9, 10.0.0.7",
      "9.9.9.9",
    ],
    ["what is no address is not believed", ["loopback"], "127.0.0.1", "unknown", "127.0.0.1"],
    ["a proxy without the header", ["loopback"], "127.0.0.1", undefined, "127.0.0.1"],
    ["IPv6 by /64", [], "2001:db8:1:2:3:4:5:6", undefined, "2001:db8:1:2"],
    ["… however it is written", [], "2001:DB8:0001:2::6", undefined, "2001:db8:1:2"],
    ["… with a gap in front", [], "::1", undefined, "0:0:0:0"],
    ["… with a zone", [], "fe80::1%eth0", undefined, "fe80:0:0:0"],
  ];

test.each(ROWS)("%s", (_, trusted, remote, forwarded, expected) => {
  expect(addressReader(trusted)(request(remote, forwarded))).toBe(expected);
});
