import { createRoot } from "react-dom/client";
import { useState } from "react";
import { price } from "./price";

function App() {
  const [label, setLabel] = useState("more");
  return <button onClick={() => setLabel(price(label.length - 99))}>{label}</button>;
}

createRoot(document.getElementById("root")).render(<App />);
