"use client";

import { useActionState } from "react";
import { placeOrder } from "@/app/actions";

/** A server action; more than the oven holds is an error of the server. */
export function OrderForm() {
  const [answer, order, pending] = useActionState(placeOrder, "");

  return (
    <form action={order}>
      <button name="loaves" value="6" disabled={pending}>
        order 6 loaves
      </button>
      <button id="server-action" name="loaves" value="99" disabled={pending}>
        order 99 loaves
      </button>
      {answer}
    </form>
  );
}
