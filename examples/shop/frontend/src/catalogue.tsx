/** The catalogue: departments, a page of products, and what to show beside it. */

import { useEffect } from "react";
import { go, useAddress } from "./address.ts";
import { count, money } from "./format.ts";
import { label, useShown } from "./journal.ts";
import { AssortmentContext, CatalogContext, useCategories, useProducts } from "./mizan/mizan.react.ts";
import type { ProductRow } from "./mizan/mizan.ts";
import { Pager } from "./pager.tsx";
import { Empty, Loading, Panel } from "./panel.tsx";
import { Problem } from "./problem.tsx";

/** The catalogue, with its two contexts: a new name for a product refetches the list, and not the departments. */
export function Catalogue() {
  const { category, page } = useAddress();
  return (
    <AssortmentContext>
      <CatalogContext category={category} page={page}>
        <CataloguePanel />
      </CatalogContext>
    </AssortmentContext>
  );
}

function CataloguePanel() {
  const { category, page, product, pinned } = useAddress();
  const products = useProducts();
  const first = products.data?.items;

  // A first visit finds the two best known products on the counter.
  useEffect(() => {
    if (window.location.search === "" && first !== undefined) {
      go({ product: first[0]?.id ?? null, pinned: first[1]?.id ?? null });
    }
  }, [first]);

  return (
    <Panel
      title="Catalogue"
      shows={label("catalog", { category, page })}
      updatedAt={products.dataUpdatedAt}
      busy={products.isFetching}
      actions={<Departments />}
    >
      <Problem error={products.error} />
      {products.isPending && <Loading lines={12} />}
      {products.data?.items.length === 0 && <Empty>There is nothing on this page.</Empty>}
      <ul className="rows">
        {products.data?.items.map((row) => (
          <Row key={row.id} row={row} selected={row.id === product} pinned={row.id === pinned} />
        ))}
      </ul>
      {products.data && (
        <Pager
          of="the catalogue"
          page={page}
          pages={products.data.pages}
          total={count(products.data.total, "product")}
          onTurn={(page) => go({ page })}
        />
      )}
    </Panel>
  );
}

function Departments() {
  const { category } = useAddress();
  const categories = useCategories();
  useShown("assortment");
  return (
    <label className="departments">
      <span className="unseen">Department</span>
      <select
        value={category ?? ""}
        onChange={(event) => go({ category: event.target.value || null, page: 1 })}
      >
        <option value="">All departments</option>
        {categories.data?.map((each) => (
          <option key={each.slug} value={each.slug}>
            {each.name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Puts a product on the counter, and the counter into sight where it lies below the list. */
function show(product: number): void {
  go({ product });
  if (window.matchMedia("(max-width: 760px)").matches) {
    document.querySelector(".area-selected")?.scrollIntoView({ behavior: "smooth" });
  }
}

interface RowProps {
  readonly row: ProductRow;
  readonly selected: boolean;
  readonly pinned: boolean;
}

function Row({ row, selected, pinned }: RowProps) {
  return (
    <li className="row" data-selected={selected}>
      <button type="button" className="row-main" aria-pressed={selected} onClick={() => show(row.id)}>
        <span className="row-name">{row.name}</span>
        <span className="row-category">{row.category}</span>
        <span className="row-price">{money(row.price_cents)}</span>
      </button>
      <button
        type="button"
        className="pin"
        aria-pressed={pinned}
        aria-label={`Pin ${row.name}`}
        title={pinned ? "Pinned" : "Pin beside"}
        onClick={() => go({ pinned: pinned ? null : row.id })}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M5.5 2h5l-.6 4.6 2.1 2.4H4l2.1-2.4zM8 9v5" />
        </svg>
      </button>
    </li>
  );
}
