/** What of the SDK needs Node. */

export { fileReceipts } from "./node/fileReceipts.ts";
