import { useState } from "react";
import { price } from "../price";

export default function Index() {
  const [label, setLabel] = useState("more");
  return <button onClick={() => setLabel(price(label.length - 99))}>{label}</button>;
}
