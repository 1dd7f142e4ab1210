import { render } from "preact";
import { connectReader } from "./data/connect.ts";
import { Live } from "./data/live.ts";
import { takeOfferedKey } from "./data/offeredKey.ts";
import { startTheme } from "./data/theme.ts";
import { startWallets } from "./data/wallets.ts";
import { App } from "./view/app.tsx";

startTheme();
startWallets();
takeOfferedKey();
const root = document.querySelector("#app");
if (root !== null) render(<App live={new Live(connectReader())} />, root);
