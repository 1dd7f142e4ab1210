import { useAssets, useLive, useMarkets } from "../data/context.ts";
import { usePages } from "../data/usePages.ts";
import { dateAndTime } from "../model/clock.ts";
import { historySentence } from "../model/historyWords.ts";
import { toBatch } from "../model/route.ts";
import { Failure } from "./failure.tsx";

const PAGE = 50;

/** All that happened to an account, newest first. */
export function AccountHistory({
  account,
  round,
}: {
  readonly account: number;
  readonly round: number;
}) {
  const { reader } = useLive();
  const markets = useMarkets();
  const assets = useAssets();
  const { items, more, error } = usePages(
    (cursor) => reader.getHistory({ account, limit: PAGE, ...cursor }),
    [account, round],
  );
  return (
    <>
      {items.length === 0 && error === undefined && <p class="dim">Nothing yet.</p>}
      {items.length > 0 && (
        <div class="scroll">
          <table>
            <caption class="unseen">History of account {account}, newest first</caption>
            <thead>
              <tr>
                <th scope="col">Time</th>
                <th scope="col">Batch</th>
                <th scope="col">What</th>
                <th scope="col" class="optional">
                  Order
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((event) => (
                <tr key={event.id}>
                  <th scope="row">{dateAndTime(event.time)}</th>
                  <td>
                    <a href={toBatch(event.slot)}>{event.slot}</a>
                  </td>
                  <td>{historySentence(event, markets, assets)}</td>
                  <td class="optional">{event.order !== null && <code>{event.order}</code>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Failure error={error} />
      {more !== undefined && (
        <button type="button" onClick={more}>
          Show more
        </button>
      )}
    </>
  );
}
