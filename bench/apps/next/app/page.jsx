import { Counter } from "./counter";

export default function Home() {
  return <Counter />;
}
