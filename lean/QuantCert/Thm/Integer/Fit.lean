prelude
import QuantCert.Spec.Integer.Formed
import QuantCert.Thm.Accumulator.Dot
import QuantCert.Thm.Integer.Average

/-!
# Sums of small terms fit their registers

## Main definitions
* `Integer.sizeSum`: the sum of the sizes of some terms
* `Integer.AllLe`: all numbers of a list are at most a bound in size

## Main theorems
* `Integer.fit_of_size`: a sum fits in any order, if the sizes of its terms add up to less than the
  register holds
* `Integer.formShift_fit`, `Integer.formDiv_fit`: roundings of bounded numbers fit
-/

namespace QuantCert.Integer

open Accumulator

/-- The sizes of all terms, added up. -/
def sizeSum : List Int → Int
  | [] => 0
  | a :: l => (a.natAbs : Int) + sizeSum l

/-- All numbers are at most `B` in size. -/
def AllLe (B : Int) (l : List Int) : Prop := ∀ x, x ∈ l → AbsLe B x

/-- Sizes are not negative. -/
theorem sizeSum_nonneg : ∀ l : List Int, 0 ≤ sizeSum l
  | [] => Int.le_refl 0
  | a :: l => by
    have := sizeSum_nonneg l
    show 0 ≤ (a.natAbs : Int) + sizeSum l
    omega

/-- Sizes of two lists. -/
theorem sizeSum_append : ∀ l m : List Int, sizeSum (l ++ m) = sizeSum l + sizeSum m
  | [], m => (Int.zero_add _).symm
  | a :: l, m => by
    show (a.natAbs : Int) + sizeSum (l ++ m) = (a.natAbs : Int) + sizeSum l + sizeSum m
    rw [sizeSum_append l m, Int.add_assoc]

/-- The order does not matter. -/
theorem sizeSum_perm {l m : List Int} (h : l.Perm m) : sizeSum l = sizeSum m := by
  induction h with
  | nil => rfl
  | cons x _ ih => exact congrArg (fun s => (x.natAbs : Int) + s) ih
  | swap x y l =>
    show (y.natAbs : Int) + ((x.natAbs : Int) + sizeSum l) =
      (x.natAbs : Int) + ((y.natAbs : Int) + sizeSum l)
    omega
  | trans _ _ ih ih' => exact ih.trans ih'

/-- A sum is at most the sum of the sizes. -/
theorem sum_size : ∀ l : List Int, AbsLe (sizeSum l) l.sum
  | [] => ⟨Int.le_refl 0, Int.le_refl 0⟩
  | a :: l => by
    have h := sum_size l
    show AbsLe ((a.natAbs : Int) + sizeSum l) (a + l.sum)
    unfold AbsLe at h ⊢
    omega

/-- As many terms as there are, each at most `B`. -/
theorem sizeSum_le {B : Int} : ∀ {l : List Int}, AllLe B l → sizeSum l ≤ (l.length : Int) * B
  | [], _ => by
    show (0 : Int) ≤ 0 * B
    rw [Int.zero_mul]
    exact Int.le_refl 0
  | a :: l, h => by
    have ih := sizeSum_le (B := B) (l := l) fun x hx => h x (List.mem_cons_of_mem a hx)
    have ha := h a List.mem_cons_self
    show (a.natAbs : Int) + sizeSum l ≤ ((l.length + 1 : Nat) : Int) * B
    rw [Int.natCast_add, Int.add_mul]
    show _ ≤ _ + (1 : Int) * B
    rw [Int.one_mul]
    unfold AbsLe at ha
    omega

/-- Trees of terms whose sizes are small never leave a register. -/
theorem noOverflow_of_size {bits : Nat} : ∀ t : SumTree, sizeSum t.terms < twoPow (bits - 1) →
    t.NoOverflow bits
  | .zero, _ => True.intro
  | .term a, h => by
    have h' : (a.natAbs : Int) + 0 < twoPow (bits - 1) := h
    show -twoPow (bits - 1) ≤ a ∧ a < twoPow (bits - 1)
    omega
  | .add l r, h => by
    have hall : sizeSum (l.terms ++ r.terms) < twoPow (bits - 1) := h
    have hsum := sum_size (l.terms ++ r.terms)
    rw [sizeSum_append] at hall
    have hl := sizeSum_nonneg l.terms
    have hr := sizeSum_nonneg r.terms
    have hexact : l.exact + r.exact = (l.terms ++ r.terms).sum :=
      SumTree.exact_eq_sum_terms (.add l r)
    refine ⟨noOverflow_of_size l (by omega), noOverflow_of_size r (by omega), ?_⟩
    rw [sizeSum_append] at hsum
    unfold AbsLe at hsum
    show -twoPow (bits - 1) ≤ l.exact + r.exact ∧ l.exact + r.exact < twoPow (bits - 1)
    omega

/-- A sum fits its register in every order, if the sizes of its terms add up to less than it holds. -/
theorem fit_of_size {f : Formed} (h : sizeSum f.terms < twoPow (f.bits - 1)) : f.Fit :=
  fun t ht => noOverflow_of_size t (by rw [sizeSum_perm ht]; exact h)

/-- One number fits. -/
theorem fit_one {bits : Nat} {a A : Int} (ha : AbsLe A a) (h : A < twoPow (bits - 1)) :
    (Formed.mk bits [a]).Fit := fit_of_size (by
  show (a.natAbs : Int) + 0 < twoPow (bits - 1)
  unfold AbsLe at ha
  omega)

/-- The sum of two numbers fits. -/
theorem fit_two {a b A B : Int} (ha : AbsLe A a) (hb : AbsLe B b) (h : A + B < twoPow 63) :
    (wide [a, b]).Fit := fit_of_size (by
  show (a.natAbs : Int) + ((b.natAbs : Int) + 0) < twoPow 63
  unfold AbsLe at ha hb
  omega)

/-- The sum of three numbers fits. -/
theorem fit_three {a b c A B C : Int} (ha : AbsLe A a) (hb : AbsLe B b) (hc : AbsLe C c)
    (h : A + B + C < twoPow 63) : (wide [a, b, c]).Fit := fit_of_size (by
  show (a.natAbs : Int) + ((b.natAbs : Int) + ((c.natAbs : Int) + 0)) < twoPow 63
  unfold AbsLe at ha hb hc
  omega)

/-! ## Lists of what is formed -/

/-- Nothing fits. -/
theorem allFit_nil : AllFit [] := fun _ h => absurd h List.not_mem_nil

/-- One and the others. -/
theorem allFit_cons {f : Formed} {l : List Formed} (hf : f.Fit) (hl : AllFit l) : AllFit (f :: l) :=
  fun g hg => by
    rcases List.mem_cons.mp hg with rfl | hg
    · exact hf
    · exact hl g hg

/-- Two lists. -/
theorem allFit_append {l m : List Formed} (hl : AllFit l) (hm : AllFit m) : AllFit (l ++ m) :=
  fun g hg => by
    rcases List.mem_append.mp hg with hg | hg
    · exact hl g hg
    · exact hm g hg

/-- A list of lists. -/
theorem allFit_flatten : ∀ {l : List (List Formed)}, (∀ m, m ∈ l → AllFit m) → AllFit l.flatten
  | [], _ => allFit_nil
  | m :: _, h => allFit_append (h m List.mem_cons_self)
      (allFit_flatten fun m' hm => h m' (List.mem_cons_of_mem m hm))

/-- An element of some lists is one of a list. -/
theorem mem_flatten {α : Type} {a : α} : ∀ {l : List (List α)}, a ∈ l.flatten → ∃ m, m ∈ l ∧ a ∈ m
  | m :: l, h => by
    rcases List.mem_append.mp (show a ∈ m ++ l.flatten from h) with h | h
    · exact ⟨m, List.mem_cons_self, h⟩
    · have ⟨m', hm, h'⟩ := mem_flatten h
      exact ⟨m', List.mem_cons_of_mem m hm, h'⟩

/-- What is formed of all elements. -/
theorem allFit_flatMap {α : Type} {f : α → List Formed} {l : List α}
    (h : ∀ a, a ∈ l → AllFit (f a)) : AllFit (l.flatMap f) := allFit_flatten fun m hm => by
  obtain ⟨a, ha, rfl⟩ := List.mem_map.mp hm
  exact h a ha

/-- One for each element. -/
theorem allFit_map {α : Type} {f : α → Formed} {l : List α} (h : ∀ a, a ∈ l → (f a).Fit) :
    AllFit (l.map f) := fun g hg => by
  obtain ⟨a, ha, rfl⟩ := List.mem_map.mp hg
  exact h a ha

/-- One for each pair of entries. -/
theorem allFit_zipWith {α β : Type} {f : α → β → Formed} {u : List α} {v : List β}
    (h : ∀ a, a ∈ u → ∀ b, b ∈ v → (f a b).Fit) : AllFit (List.zipWith f u v) := fun g hg => by
  obtain ⟨a, ha, b, hb, rfl⟩ := mem_zipWith hg
  exact h a ha b hb

/-- Some for each pair of entries. -/
theorem allFit_zipLists {α β : Type} {f : α → β → List Formed} {u : List α} {v : List β}
    (h : ∀ a, a ∈ u → ∀ b, b ∈ v → AllFit (f a b)) : AllFit (List.zipWith f u v).flatten :=
  allFit_flatten fun m hm => by
    obtain ⟨a, ha, b, hb, rfl⟩ := mem_zipWith hm
    exact h a ha b hb

end QuantCert.Integer
