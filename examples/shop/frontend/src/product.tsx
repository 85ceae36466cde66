/** A product on the counter: what it is, its name to be changed in place, and what one can do with it. */

import { Abroad } from "./abroad.tsx";
import { Counter, Restock } from "./counter.tsx";
import { count, money, onDay, weight } from "./format.ts";
import { label } from "./journal.ts";
import { ProductContext, useProductDetail, useProductStock, useWhoami } from "./mizan/mizan.react.ts";
import { NameInPlace } from "./nameInPlace.tsx";
import { Empty, Loading, Panel } from "./panel.tsx";
import { Picture } from "./picture.tsx";
import { Problem } from "./problem.tsx";

interface ProductProps {
  readonly title: string;
  readonly productId: number | null;
  /** What to read while there is no product. */
  readonly nothing: string;
}

/** One product, by its number; two of these stand side by side and know nothing of each other. */
export function Product({ title, productId, nothing }: ProductProps) {
  if (productId === null) {
    return (
      <Panel title={title} shows={null} updatedAt={0}>
        <Empty>{nothing}</Empty>
      </Panel>
    );
  }
  return (
    <ProductContext productId={productId}>
      <ProductPanel key={productId} title={title} productId={productId} />
    </ProductContext>
  );
}

function ProductPanel({ title, productId }: { readonly title: string; readonly productId: number }) {
  const detail = useProductDetail();
  const product = detail.data;
  return (
    <Panel
      title={title}
      shows={label("product", { product_id: productId })}
      updatedAt={detail.dataUpdatedAt}
      busy={detail.isFetching}
    >
      {detail.isPending && <Loading lines={7} />}
      <Problem error={detail.error} />
      {product && (
        <article className="product">
          <NameInPlace productId={product.id} name={product.name} category={product.category} />
          <Picture product={product} />
          <p className="price">
            {money(product.price_cents)}
            <StockLine productId={productId} />
          </p>
          <p className="described">{product.description}</p>
          <dl className="facts">
            <div>
              <dt>Article</dt>
              <dd>{product.sku}</dd>
            </div>
            <div>
              <dt>Weight</dt>
              <dd>{weight(product.weight_grams)}</dd>
            </div>
            <div>
              <dt>Rating</dt>
              <dd>
                {product.rating === null ? "Too few reviews" : `${product.rating.toFixed(1)} of 5`}
                {product.rating !== null && (
                  <span className="faint"> · {count(product.reviews, "review")}</span>
                )}
              </dd>
            </div>
            <div>
              <dt>Entry changed</dt>
              <dd>{onDay(product.changed_at)}</dd>
            </div>
          </dl>
          <Counter product={product} />
          <Abroad product={product} />
        </article>
      )}
    </Panel>
  );
}

function StockLine({ productId }: { readonly productId: number }) {
  const stock = useProductStock().data;
  const staff = useWhoami().data?.staff === true;
  if (stock === undefined) return null;
  const state = stock.pieces === 0 ? "none" : stock.scarce ? "few" : "enough";
  const words = { none: "Sold out", few: `Only ${stock.pieces} left`, enough: `${stock.pieces} in stock` };
  return (
    <span className="stock" data-state={state}>
      {words[state]}
      {staff && <Restock productId={productId} />}
    </span>
  );
}
