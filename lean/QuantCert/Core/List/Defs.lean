prelude
import QuantCert.Core.Bool
/-!
# Lists: the functions

Each function recurses over the list, so that the kernel evaluates it in a time proportional to the
length.

## Main definitions
* `List.length`, `List.append`, `List.map`, `List.filter`, `List.foldl`, `List.foldr`
* `List.getD`, `List.take`, `List.drop`, `List.replicate`, `List.range`, `List.flatten`
* `List.zipWith`, `List.zip`, `List.all`, `List.any`, `List.sum`
* `List.Mem`: membership
-/
set_option warn.classDefReducibility false

universe u v w

/-- A type with the numeral `0` has the number zero. -/
instance (priority := 300) Zero.ofOfNat0 {α : Type u} [OfNat α 0] : Zero α where
  zero := 0

namespace List

variable {α : Type u} {β : Type v} {γ : Type w}

/-- The number of elements. -/
def length : List α → Nat
  | [] => 0
  | _ :: as => length as + 1

/-- One list after another. -/
protected def append : (xs ys : List α) → List α
  | [], ys => ys
  | x :: xs, ys => x :: List.append xs ys

instance : Append (List α) := ⟨List.append⟩

/-- The reversed first list before the second. -/
def reverseAux : List α → List α → List α
  | [], r => r
  | a :: l, r => reverseAux l (a :: r)

/-- The elements in reverse order. -/
def reverse (as : List α) : List α := reverseAux as []

/-- The function applied to each element. -/
def map (f : α → β) : (l : List α) → List β
  | [] => []
  | a :: as => f a :: map f as

/-- The elements that pass the test. -/
def filter (p : α → Bool) : (l : List α) → List α
  | [] => []
  | a :: as => match p a with
    | true => a :: filter p as
    | false => filter p as

/-- Combine the elements from the left. -/
def foldl (f : α → β → α) : (init : α) → List β → α
  | a, [] => a
  | a, b :: l => foldl f (f a b) l

/-- Combine the elements from the right. -/
def foldr (f : α → β → β) (init : β) : (l : List α) → β
  | [] => init
  | a :: l => f a (foldr f init l)

/-- The lists of a list, one after another. -/
def flatten : List (List α) → List α
  | [] => []
  | l :: L => l ++ flatten L

/-- The concatenation of the values of a function on the elements. -/
def flatMap (b : α → List β) (as : List α) : List β := flatten (map b as)

/-- The elements combined pairwise, up to the shorter length. -/
def zipWith (f : α → β → γ) : (xs : List α) → (ys : List β) → List γ
  | x :: xs, y :: ys => f x y :: zipWith f xs ys
  | _, _ => []

/-- The pairs of elements, up to the shorter length. -/
def zip : List α → List β → List (α × β) := zipWith Prod.mk

/-- The first `n` elements. -/
def take : (n : Nat) → (xs : List α) → List α
  | 0, _ => []
  | _ + 1, [] => []
  | n + 1, a :: as => a :: take n as

/-- All but the first `n` elements. -/
def drop : (n : Nat) → (xs : List α) → List α
  | 0, as => as
  | _ + 1, [] => []
  | n + 1, _ :: as => drop n as

/-- The element at a position, or a default value. -/
def getD : (as : List α) → (i : Nat) → (fallback : α) → α
  | [], _, d => d
  | a :: _, 0, _ => a
  | _ :: as, i + 1, d => getD as i d

/-- The first element, or none. -/
def head? : List α → Option α
  | [] => none
  | a :: _ => some a

/-- The first element, or a default value. -/
def headD : (as : List α) → (fallback : α) → α
  | [], d => d
  | a :: _, _ => a

/-- All but the first element. -/
def tail : List α → List α
  | [] => []
  | _ :: as => as

/-- Whether the list is empty. -/
def isEmpty : List α → Bool
  | [] => true
  | _ :: _ => false

/-- `n` copies of an element. -/
def replicate : (n : Nat) → (a : α) → List α
  | 0, _ => []
  | n + 1, a => a :: replicate n a

/-- The numbers below `n`, followed by a list. -/
def range.loop : Nat → List Nat → List Nat
  | 0, ns => ns
  | n + 1, ns => loop n (n :: ns)

/-- The numbers `0, …, n - 1`. -/
def range (n : Nat) : List Nat := range.loop n []

/-- Whether all elements pass the test. -/
def all : List α → (α → Bool) → Bool
  | [], _ => true
  | h :: t, p => p h && all t p

/-- Whether some element passes the test. -/
def any : List α → (α → Bool) → Bool
  | [], _ => false
  | h :: t, p => p h || any t p

/-- The sum of the elements. -/
def sum [Add α] [Zero α] : List α → α := foldr (fun x1 x2 => x1 + x2) Zero.zero

/-- `a` is an element of the list. -/
inductive Mem (a : α) : List α → Prop where
  /-- The first element. -/
  | head (as : List α) : Mem a (a :: as)
  /-- An element of the tail. -/
  | tail (b : α) {as : List α} : Mem a as → Mem a (b :: as)

instance instMembership : Membership α (List α) where
  mem l a := Mem a l

/-- Equality of lists is decided element by element. -/
protected def hasDecEq [DecidableEq α] : (xs ys : List α) → Decidable (xs = ys)
  | [], [] => isTrue rfl
  | _ :: _, [] => isFalse nofun
  | [], _ :: _ => isFalse nofun
  | a :: as, b :: bs =>
    match decEq a b with
    | isTrue hab =>
      match List.hasDecEq as bs with
      | isTrue habs => isTrue (hab ▸ habs ▸ rfl)
      | isFalse nabs => isFalse fun h => nabs (List.cons.inj h).2
    | isFalse nab => isFalse fun h => nab (List.cons.inj h).1

end List

instance instDecidableEqList {α : Type u} [DecidableEq α] : DecidableEq (List α) := List.hasDecEq
