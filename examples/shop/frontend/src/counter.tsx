/** Buying, for whoever is signed in; filling the shelf, for staff. */

import { type FormEvent, useId, useState } from "react";
import { money } from "./format.ts";
import { usePlaceOrder, useRestock, useWhoami } from "./mizan/mizan.react.ts";
import type { ProductDetail } from "./mizan/mizan.ts";
import { Problem } from "./problem.tsx";

const A_CRATE = 12;

/** The order form. */
export function Counter({ product }: { readonly product: ProductDetail }) {
  const visitor = useWhoami().data;
  const order = usePlaceOrder();
  const [quantity, setQuantity] = useState("1");
  const id = useId();
  if (visitor === undefined) return null;
  if (visitor === null) return <p className="empty">Sign in to order.</p>;

  const buy = (quantity: number) => order.mutate({ productId: product.id, quantity });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // The server judges what is no number: `Number("")` is 0, and out of range there.
    buy(Number(quantity));
  };
  // Of all that may go wrong, this the function has declared: its code narrows the error to its data.
  const left = order.error?.code === "OUT_OF_STOCK" ? order.error.data.pieces : null;
  return (
    <div className="counter">
      <form className="order" onSubmit={submit} noValidate>
        <label htmlFor={id}>Quantity</label>
        <input
          id={id}
          type="number"
          inputMode="numeric"
          min="1"
          value={quantity}
          onChange={(event) => setQuantity(event.target.value)}
        />
        <button type="submit" className="primary" disabled={order.isPending}>
          Order
        </button>
      </form>
      <Problem error={order.error}>{left !== null && <Shortfall left={left} onTake={buy} />}</Problem>
      {order.isSuccess && (
        <p className="done" role="status">
          Ordered for {money(order.data.total_cents)}. Receipt {order.data.reference.slice(0, 8)}.
        </p>
      )}
    </div>
  );
}

/** What is left, to be taken instead. */
function Shortfall({ left, onTake }: { readonly left: number; readonly onTake: (pieces: number) => void }) {
  if (left === 0) return "None are left.";
  return (
    <>
      Only {left} left.{" "}
      <button type="button" className="link" onClick={() => onTake(left)}>
        Order {left === 1 ? "it" : `these ${left}`}
      </button>
    </>
  );
}

/** A button that puts a crate of the product on the shelf. */
export function Restock({ productId }: { readonly productId: number }) {
  const restock = useRestock();
  return (
    <>
      <button
        type="button"
        className="link"
        aria-label={`Add ${A_CRATE} to stock`}
        onClick={() => restock.mutate({ item: productId, pieces: A_CRATE })}
      >
        Add {A_CRATE}
      </button>
      <Problem error={restock.error} />
    </>
  );
}
