/** A product's name, which staff can change where it stands. */

import { optimistic } from "@mizan/react/optimistic";
import { useState } from "react";
import { useRenameProduct, useWhoami } from "./mizan/mizan.react.ts";
import { catalog, product } from "./mizan/mizan.ts";
import { NameForm, useOpener } from "./nameForm.tsx";

interface NameProps {
  readonly productId: number;
  readonly name: string;
  readonly category: string;
}

/** The name. A new one is shown at once, here and in the catalogue, and taken back where the server refuses it. */
export function NameInPlace({ productId, name, category }: NameProps) {
  const staff = useWhoami().data?.staff === true;
  const rename = useRenameProduct({
    onMutate: optimistic(({ productId, name }, shown) => {
      shown.update(product, { productId }, (bundle) => ({
        ...bundle,
        productDetail: { ...bundle.productDetail, name },
      }));
      shown.update(catalog, {}, ({ products }) => ({
        products: {
          ...products,
          items: products.items.map((row) => (row.id === productId ? { ...row, name } : row)),
        },
      }));
    }),
  });
  const [open, setOpen] = useState(false);
  const opener = useOpener(open);

  if (open) {
    return (
      <NameForm
        label="New name"
        // What was refused is there again, to be mended.
        name={rename.variables?.name ?? name}
        error={rename.error}
        onSave={(name) => {
          setOpen(false);
          rename.mutate({ productId, name }, { onSuccess: rename.reset, onError: () => setOpen(true) });
        }}
        onClose={() => {
          setOpen(false);
          rename.reset();
        }}
      />
    );
  }
  return (
    <div className="name">
      <p className="eyebrow">
        {category}
        {staff && (
          <button type="button" className="link" ref={opener} onClick={() => setOpen(true)}>
            Rename
          </button>
        )}
      </p>
      <h3>{name}</h3>
    </div>
  );
}
