prelude
import QuantCert.Cert.Integer.Run
import QuantCert.Spec.Integer.Registers
import QuantCert.Thm.Integer.Angles
import QuantCert.Thm.Integer.Layers

/-!
# A program from its layers and the parts of its head, each checked apart

## Main theorems
* `Integer.passAll_held`, `Integer.apply_held`: what checked columns give is what columns give
* `Integer.sameAngles_sound`, `Integer.passAll_of_angles`: angles of a text are those of a table
* `Integer.embedded_cons`, `Integer.passLayers_cons`, `Integer.apply_cons`, `Integer.append_end`: from
  parts to all of them
* `Integer.rowsFit_append`, `Integer.rowsFit_layers`: rows of all matrices fit
-/

namespace QuantCert.Integer

variable {S : Sizes} {angles : Nat → Angles}

/-- A layer at all positions, from its checked columns. -/
theorem passAll_held {bits t : Nat} {L : Layer (List Checked)} {past : Kept} {xs ys : List (List Int)}
    (h : L.passAll (mulChecked bits) S angles t past xs = ys) :
    (L.map columnsOf).passAll mulParts S angles t past xs = ys := by
  rw [Layer.passAll_map, ← h, show (fun m => mulParts (columnsOf m)) = mulChecked bits from
    funext fun m => funext fun a => (mulChecked_eq bits m a).symm]

/-- A linear layer, from its checked columns. -/
theorem apply_held {bits b : Nat} {L : Linear (List Checked)} {x y : List Int}
    (h : L.apply (mulChecked b) bits x = y) : (L.map columnsOf).apply mulParts bits x = y := by
  rw [← h]
  show addBias (shiftAll _ (mulParts (columnsOf L.matrix) _)) _ = _
  rw [← mulChecked_eq b]
  rfl

/-- The rows of one more token. -/
theorem embedded_cons {e : Nat → List Int} {token : Nat} {tokens : List Nat} {x : List Int}
    {xs : List (List Int)} (h : same (e token) x = true) (hrest : tokens.map e = xs) :
    (token :: tokens).map e = x :: xs := by
  show e token :: tokens.map e = _
  rw [same_sound h, hrest]

/-- No token. -/
theorem embedded_nil {e : Nat → List Int} : List.map e [] = [] := rfl

section
variable {M : Type} {mul : M → List Int → List Int}

/-- One more layer. -/
theorem passLayers_cons {L : Layer M} {layers : List (Layer M)} {xs ys zs : List (List Int)}
    (h : L.passAll mul S angles 0 (Kept.empty S.kvHeads) xs = ys)
    (hrest : passLayers mul S angles layers ys = zs) :
    passLayers mul S angles (L :: layers) xs = zs := by
  show passLayers mul S angles layers (L.passAll mul S angles 0 (Kept.empty S.kvHeads) xs) = zs
  rw [h, hrest]

/-- No layer. -/
theorem passLayers_nil {xs : List (List Int)} :
    passLayers mul S angles ([] : List (Layer M)) xs = xs := rfl

end

/-- Whether two ways of looking up angles agree at each of some positions. -/
def sameAngles (n : Nat) (a b : Nat → Angles) : Bool :=
  (List.range n).all fun t => same (a t).cos (b t).cos && same (a t).sin (b t).sin

/-- Angles with the same cosines and sines are the same. -/
theorem eq_angles : ∀ {x y : Angles}, x.cos = y.cos → x.sin = y.sin → x = y
  | ⟨_, _⟩, ⟨_, _⟩, rfl, rfl => rfl

/-- Then they do. -/
theorem sameAngles_sound {n : Nat} {a b : Nat → Angles} (h : sameAngles n a b = true) (t : Nat)
    (ht : t < n) : a t = b t := by
  have ⟨hcos, hsin⟩ := Bool.and_eq_true_iff.mp (List.all_eq_true.mp h t (List.mem_range.mpr ht))
  exact eq_angles (same_sound hcos) (same_sound hsin)

/-- A layer with the angles of a table, from those of a text. -/
theorem passAll_of_angles {M : Type} {mul : M → List Int → List Int} {angles' : Nat → Angles} {n : Nat}
    {L : Layer M} {xs ys : List (List Int)} (h : ∀ t, t < n → angles t = angles' t)
    (hpass : L.passAll mul S angles 0 (Kept.empty S.kvHeads) xs = ys) (hn : Nat.ble xs.length n = true) :
    L.passAll mul S angles' 0 (Kept.empty S.kvHeads) xs = ys := by
  rw [← hpass, Layer.passAll_angles L h xs 0 _ (by rw [Nat.zero_add]; exact Nat.le_of_ble_eq_true hn)]

/-! ## Parts of a matrix -/

/-- A way of multiplying by parts: their rows, one below the other. -/
def ByParts {M : Type} (mul : List M → List Int → List Int) : Prop :=
  (∀ a, mul [] a = []) ∧ ∀ m parts a, mul (m :: parts) a = mul [m] a ++ mul parts a

/-- Columns are multiplied by parts. -/
theorem mulParts_byParts : ByParts mulParts := ⟨fun _ => rfl, fun C parts a => by
  show (ofColumns C).mul a ++ mulParts parts a = ((ofColumns C).mul a ++ []) ++ mulParts parts a
  rw [List.append_nil]⟩

section
variable {M : Type} {mul : List M → List Int → List Int} {exponent group bits : Nat} {x y z : List Int}

/-- One more part of a linear layer without a bias. -/
theorem apply_cons {m : M} {parts : List M} (hmul : ByParts mul)
    (h : Linear.apply mul bits ⟨[m], exponent, [], group⟩ x = y)
    (hrest : Linear.apply mul bits ⟨parts, exponent, [], group⟩ x = z) :
    Linear.apply mul bits ⟨m :: parts, exponent, [], group⟩ x = y ++ z := by
  rw [← h, ← hrest]
  show shiftAll _ (mul (m :: parts) _) = shiftAll _ (mul [m] _) ++ shiftAll _ (mul parts _)
  rw [hmul.2]
  exact List.map_append

/-- No part. -/
theorem apply_nil (hmul : ByParts mul) : Linear.apply mul bits ⟨[], exponent, [], group⟩ x = [] := by
  show shiftAll _ (mul [] _) = []
  rw [hmul.1]
  rfl

end

/-- A part that is all. -/
theorem append_end {a y : List Int} (h : a = y) : a = y ++ [] := by rw [h, List.append_nil]

/-! ## Rows fit -/

variable {register bits : Nat}

/-- The rows of some matrices and of others. -/
theorem rowsFit_append : ∀ {u v : List Columns}, AllRowsFit register bits u →
    AllRowsFit register bits v → AllRowsFit register bits (u ++ v)
  | [], _, _, hv => hv
  | _ :: _, _, hu, hv => ⟨hu.1, rowsFit_append hu.2 hv⟩

/-- The rows of one more layer. -/
theorem rowsFit_layers {L : Layer (List Columns)} {layers : List (Layer (List Columns))}
    (h : AllRowsFit register bits L.parts)
    (hrest : AllRowsFit register bits (layers.flatMap Layer.parts)) :
    AllRowsFit register bits ((L :: layers).flatMap Layer.parts) := rowsFit_append h hrest

end QuantCert.Integer
