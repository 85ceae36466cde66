/** The screen: what stands where. */

import { useAddress } from "./address.ts";
import { Catalogue } from "./catalogue.tsx";
import { Customer } from "./customer.tsx";
import { SessionContext } from "./mizan/mizan.react.ts";
import { Product } from "./product.tsx";
import { Session } from "./session.tsx";
import { Wire } from "./wire.tsx";

/** The whole shop. */
export function Shop() {
  const { product, pinned } = useAddress();
  return (
    <SessionContext>
      <header className="masthead">
        <div className="brand">
          <img src="/icon.svg" alt="" width="40" height="40" />
          <div>
            <h1>Larch &amp; Flint</h1>
            <p className="faint">Things for the house, made to be used</p>
          </div>
        </div>
        <Session />
      </header>
      <main className="floor">
        <div className="area-catalogue">
          <Catalogue />
        </div>
        <div className="area-selected">
          <Product
            title="On the counter"
            productId={product}
            nothing="Choose something from the catalogue."
          />
        </div>
        <div className="area-pinned">
          <Product title="Pinned" productId={pinned} nothing="Pin a product to keep it in sight." />
        </div>
        <div className="area-customer">
          <Customer />
        </div>
        <div className="area-wire">
          <Wire />
        </div>
      </main>
    </SessionContext>
  );
}
