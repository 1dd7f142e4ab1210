import type { Field } from "../model/orderForm.ts";

interface Props {
  readonly label: string;
  readonly name: string;
  readonly text: string;
  readonly field: Field;
  readonly change: (text: string) => void;
}

/** A field for an exact decimal, which says what is wrong with it beside it. */
export function DecimalInput({ label, name, text, field, change }: Props) {
  const wrong = field.kind === "wrong";
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <input
        id={name}
        name={name}
        value={text}
        inputMode="decimal"
        autocomplete="off"
        aria-invalid={wrong}
        aria-describedby={`${name}-fault`}
        onInput={(event) => change(event.currentTarget.value)}
      />
      <span id={`${name}-fault`} class="fault">
        {wrong && field.reason}
      </span>
    </div>
  );
}
