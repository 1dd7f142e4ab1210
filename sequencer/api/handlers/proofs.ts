import type { KnownRoot } from "../../roots/roots.ts";
import { orderRef } from "../models/ids.ts";
import { balanceProof, orderProof, rootAt } from "../models/proofs.ts";
import { notFound, unavailable } from "../problem.ts";
import type { Desk, Handlers } from "./desk.ts";

/** Leaves against roots on L1. */
export function proofHandlers({
  exchange,
}: Desk): Pick<Handlers, "getBalanceProof" | "getOrderProof"> {
  const { deployment, executor, history, roots } = exchange;
  const rootOf = (at: "newest" | "claimed" | "final"): KnownRoot => {
    const root = rootAt(roots, at);
    if (root === undefined) throw unavailable("The state behind that claim is not at hand yet.", 5);
    return root;
  };
  return {
    getBalanceProof: ({ params: { account, asset }, query }) => {
      if (deployment.assets[asset] === undefined)
        throw notFound(`There is no asset ${asset}: they are 0 … ${deployment.assets.length - 1}.`);
      if (executor.signerOf(account) === undefined)
        throw notFound(`No batch has taken in a registration of account ${account}.`);
      return balanceProof(rootOf(query.at), account, asset);
    },
    getOrderProof: ({ params: { order }, query }) => {
      const ref = orderRef(order);
      if (ref === undefined || history.order(ref) === undefined)
        throw notFound(`No batch placed an order ${order}.`);
      return orderProof(rootOf(query.at), ref);
    },
  };
}
