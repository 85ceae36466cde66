/** A product's name, which staff can change where it stands. */

import { useEffect, useState } from "react";
import { useRenameProduct, useWhoami } from "./mizan/mizan.react.ts";
import { NameForm, useOpener } from "./nameForm.tsx";

interface NameProps {
  readonly productId: number;
  readonly name: string;
  readonly category: string;
  /** The product is being read anew: the name on the screen may be the old one. */
  readonly settling: boolean;
}

/** The name. Nothing is guessed: what it shows after a rename is what the server answered to the new read. */
export function NameInPlace({ productId, name, category, settling }: NameProps) {
  const staff = useWhoami().data?.staff === true;
  const rename = useRenameProduct();
  const [open, setOpen] = useState(false);
  const opener = useOpener(open);

  // The form stays until the new name is there, so that the old one is not seen again.
  useEffect(() => {
    if (rename.isSuccess && !settling) {
      setOpen(false);
      rename.reset();
    }
  }, [rename.isSuccess, rename.reset, settling]);

  if (open) {
    return (
      <NameForm
        label="New name"
        name={name}
        saving={rename.isPending}
        error={rename.error}
        onSave={(name) => rename.mutate({ productId, name })}
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
