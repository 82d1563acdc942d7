prelude
import QuantCert.Cert.Prompt.Columns
import QuantCert.Cert.Digits.Repunit
import QuantCert.Thm.Digits.Multiple

/-!
# Numbers in trees of fours

Blocks of `4^k` numbers are rotated as trees: sums and differences of whole trees. A number is a vector
of digits, each larger than an entry by an offset.

## Main definitions
* `Quad`: a tree whose leaves are numbers; `Quad.Is k t F`: its `4^k` leaves are `F 0`, `F 1`, ….
* `Quad.Packs w n o k t x`: they are vectors of `n` digits of `w` bits, of the entries `x` plus `o`.
* `Quad.zip`, `Quad.all`, `Quad.same`: leaf by leaf.
* `takeQuad`: a tree of the first numbers of a list.

## Main theorems
* `Quad.zip_add_packs`, `Quad.zip_sub_packs`: sums and differences.
* `takeQuad_sound`
-/

namespace QuantCert

open Digits

/-- A tree of numbers. -/
inductive Quad where
  /-- a number -/
  | leaf (number : Nat)
  /-- four trees -/
  | node (a b c d : Quad)

namespace Quad

/-- The `4^k` leaves are the first numbers of `F`. -/
def Is : Nat → Quad → (Nat → Nat) → Prop
  | 0, leaf n, F => n = F 0
  | k + 1, node a b c d, F => Is k a F ∧ Is k b (fun i => F (4 ^ k + i)) ∧
      Is k c (fun i => F (2 * 4 ^ k + i)) ∧ Is k d (fun i => F (3 * 4 ^ k + i))
  | 0, node _ _ _ _, _ => False
  | _ + 1, leaf _, _ => False

/-- Leaf `i` has digits of `w` bits, of which digit `m < n` is entry `x i m` plus `o`, at most `2 * o`. -/
def Packs (w n o : Nat) : Nat → Quad → (Nat → Nat → Int) → Prop
  | 0, leaf N, x => ∃ f : Nat → Nat, N = pack w n f ∧
      ∀ m, m < n → f m ≤ 2 * o ∧ (f m : Int) - o = x 0 m
  | k + 1, node a b c d, x => Packs w n o k a x ∧ Packs w n o k b (fun i => x (4 ^ k + i)) ∧
      Packs w n o k c (fun i => x (2 * 4 ^ k + i)) ∧ Packs w n o k d (fun i => x (3 * 4 ^ k + i))
  | 0, node _ _ _ _, _ => False
  | _ + 1, leaf _, _ => False

/-- Two trees, leaf by leaf. -/
noncomputable def zip (f : Nat → Nat → Nat) (s : Quad) : Quad → Quad :=
  Quad.rec (motive := fun _ => Quad → Quad)
    (fun x t => Quad.rec (motive := fun _ => Quad) (fun y => leaf (f x y))
      (fun _ _ _ _ _ _ _ _ => leaf 0) t)
    (fun _ _ _ _ za zb zc zd t => Quad.rec (motive := fun _ => Quad) (fun _ => leaf 0)
      (fun a b c d _ _ _ _ => node (za a) (zb b) (zc c) (zd d)) t) s

/-- Whether `p` holds of all leaves. -/
noncomputable def all (p : Nat → Bool) (t : Quad) : Bool :=
  Quad.rec (motive := fun _ => Bool) (fun n => p n)
    (fun _ _ _ _ a b c d => a && (b && (c && d))) t

/-- Whether two trees have the same leaves. -/
noncomputable def same (s : Quad) : Quad → Bool :=
  Quad.rec (motive := fun _ => Quad → Bool)
    (fun x t => Quad.rec (motive := fun _ => Bool) (fun y => Nat.beq x y)
      (fun _ _ _ _ _ _ _ _ => false) t)
    (fun _ _ _ _ sa sb sc sd t => Quad.rec (motive := fun _ => Bool) (fun _ => false)
      (fun a b c d _ _ _ _ => sa a && (sb b && (sc c && sd d))) t) s

/-- Trees that have the same leaves are equal. -/
theorem eq_of_same : ∀ {s t : Quad}, s.same t = true → s = t
  | leaf _, leaf _, h => congrArg leaf (Nat.eq_of_beq_eq_true _ _ h)
  | leaf _, node _ _ _ _, h => nomatch h
  | node _ _ _ _, leaf _, h => nomatch h
  | node a b c d, node a' b' c' d', h => by
    have h : (a.same a' && (b.same b' && (c.same c' && d.same d'))) = true := h
    have ⟨ha, h⟩ := Bool.and_eq_true_iff.mp h
    have ⟨hb, h⟩ := Bool.and_eq_true_iff.mp h
    have ⟨hc, hd⟩ := Bool.and_eq_true_iff.mp h
    rw [eq_of_same ha, eq_of_same hb, eq_of_same hc, eq_of_same hd]

/-- What is said of a tree is said of equal entries. -/
theorem Packs.congr {w n o : Nat} : ∀ {k : Nat} {t : Quad} {x y : Nat → Nat → Int},
    Packs w n o k t x → (∀ i, i < 4 ^ k → ∀ m, m < n → x i m = y i m) → Packs w n o k t y
  | 0, leaf _, _, _, ⟨f, hN, hf⟩, h =>
    ⟨f, hN, fun m hm => ⟨(hf m hm).1, (hf m hm).2.trans (h 0 (by decide) m hm)⟩⟩
  | 0, node _ _ _ _, _, _, ht, _ => ht
  | _ + 1, leaf _, _, _, ht, _ => ht
  | k + 1, node _ _ _ _, _, _, ht, h => by
    have hk : 4 ^ (k + 1) = 4 ^ k * 4 := Nat.pow_succ
    exact ⟨ht.1.congr fun i hi => h i (by omega),
      ht.2.1.congr fun i hi => h (4 ^ k + i) (by omega),
      ht.2.2.1.congr fun i hi => h (2 * 4 ^ k + i) (by omega),
      ht.2.2.2.congr fun i hi => h (3 * 4 ^ k + i) (by omega)⟩

/-- Leaf by leaf. -/
theorem Packs.zip {w n o p : Nat} {f : Nat → Nat → Nat} {op : Int → Int → Int}
    (hf : ∀ g h : Nat → Nat, (∀ m, m < n → g m ≤ 2 * o) → (∀ m, m < n → h m ≤ 2 * o) →
      ∃ r : Nat → Nat, f (pack w n g) (pack w n h) = pack w n r ∧ ∀ m, m < n → r m ≤ 2 * p ∧
        (r m : Int) - p = op ((g m : Int) - o) ((h m : Int) - o)) :
    ∀ {k : Nat} {s t : Quad} {x y : Nat → Nat → Int}, Packs w n o k s x → Packs w n o k t y →
      Packs w n p k (s.zip f t) fun i m => op (x i m) (y i m)
  | 0, leaf _, leaf _, _, _, ⟨g, hg, hx⟩, ⟨h, hh, hy⟩ => by
    have ⟨r, hr, hz⟩ := hf g h (fun m hm => (hx m hm).1) (fun m hm => (hy m hm).1)
    refine ⟨r, ?_, fun m hm => ⟨(hz m hm).1, ?_⟩⟩
    · rw [← hr, ← hg, ← hh]
    · rw [(hz m hm).2, (hx m hm).2, (hy m hm).2]
  | 0, node _ _ _ _, _, _, _, h, _ => h.elim
  | 0, leaf _, node _ _ _ _, _, _, _, h => h.elim
  | _ + 1, leaf _, _, _, _, h, _ => h.elim
  | _ + 1, node _ _ _ _, leaf _, _, _, _, h => h.elim
  | _ + 1, node _ _ _ _, node _ _ _ _, _, _, hs, ht =>
    ⟨hs.1.zip hf ht.1, hs.2.1.zip hf ht.2.1, hs.2.2.1.zip hf ht.2.2.1, hs.2.2.2.zip hf ht.2.2.2⟩

/-- Sums of trees are sums of entries. -/
theorem zip_add_packs {w n o k : Nat} {s t : Quad} {x y : Nat → Nat → Int}
    (hs : Packs w n o k s x) (ht : Packs w n o k t y) :
    Packs w n (2 * o) k (s.zip Nat.add t) fun i m => x i m + y i m :=
  hs.zip (op := fun a b => a + b) (fun g h hg hh => ⟨fun m => g m + h m, pack_add w n g h,
    fun m hm => by
      have hgm := hg m hm
      have hhm := hh m hm
      show g m + h m ≤ _ ∧ ((g m + h m : Nat) : Int) - _ = _
      omega⟩) ht

/-- Differences of trees are differences of entries, if `Z` has the digits `2 * o`. -/
theorem zip_sub_packs {w n o k Z : Nat} (hZ : Z = pack w n fun _ => 2 * o) {s t : Quad}
    {x y : Nat → Nat → Int} (hs : Packs w n o k s x) (ht : Packs w n o k t y) :
    Packs w n (2 * o) k (s.zip (fun a b => Nat.sub (Nat.add a Z) b) t)
      fun i m => x i m - y i m := by
  refine hs.zip (op := fun a b => a - b) (fun g h hg hh => ⟨fun m => g m + 2 * o - h m, ?_,
    fun m hm => by
      have hgm := hg m hm
      have hhm := hh m hm
      show g m + 2 * o - h m ≤ _ ∧ ((g m + 2 * o - h m : Nat) : Int) - _ = _
      omega⟩) ht
  show pack w n g + Z - pack w n h = _
  rw [hZ, pack_add]
  exact pack_sub fun m hm => Nat.le_trans (hh m hm) (Nat.le_add_left _ _)

/-- The digits of every leaf. -/
theorem Packs.digits {w n o : Nat} : ∀ {k : Nat} {t : Quad} {x : Nat → Nat → Int}
    {F : Nat → Nat}, Packs w n o k t x → Is k t F → ∀ {i : Nat}, i < 4 ^ k →
      ∃ f : Nat → Nat, F i = pack w n f ∧ ∀ m, m < n → f m ≤ 2 * o ∧ (f m : Int) - o = x i m
  | 0, leaf _, _, _, ⟨f, hN, hf⟩, hF, i, hi => by
    have hi : i = 0 := by
      have : (4 : Nat) ^ 0 = 1 := rfl
      omega
    subst hi
    exact ⟨f, hF.symm.trans hN, hf⟩
  | 0, node _ _ _ _, _, _, h, _, _, _ => h.elim
  | _ + 1, leaf _, _, _, h, _, _, _ => h.elim
  | k + 1, node _ _ _ _, _, _, hp, hF, i, hi => by
    have hk : 4 ^ (k + 1) = 4 ^ k * 4 := Nat.pow_succ
    have place : ∀ a, a ≤ i → a + (i - a) = i := fun a ha => by omega
    cases Nat.lt_or_ge i (4 ^ k) with
    | inl h => exact hp.1.digits hF.1 h
    | inr h1 =>
      cases Nat.lt_or_ge i (2 * 4 ^ k) with
      | inl h =>
        have found := hp.2.1.digits hF.2.1 (i := i - 4 ^ k) (by omega)
        rwa [place _ h1] at found
      | inr h2 =>
        cases Nat.lt_or_ge i (3 * 4 ^ k) with
        | inl h =>
          have found := hp.2.2.1.digits hF.2.2.1 (i := i - 2 * 4 ^ k) (by omega)
          rwa [place _ h2] at found
        | inr h3 =>
          have found := hp.2.2.2.digits hF.2.2.2 (i := i - 3 * 4 ^ k) (by omega)
          rwa [place _ h3] at found

/-- A tree whose leaves pass holds their digits. -/
theorem Is.packs {w n o : Nat} {p : Nat → Bool}
    (hp : ∀ N, p N = true → N = pack w n (digit w N) ∧ ∀ m, m < n → digit w N m ≤ 2 * o) :
    ∀ {k : Nat} {t : Quad} {F : Nat → Nat}, Is k t F → t.all p = true →
      Packs w n o k t fun i m => (digit w (F i) m : Int) - o
  | 0, leaf _, _, hF, h => by
    have hF : _ = _ := hF
    subst hF
    exact ⟨_, (hp _ h).1, fun m hm => ⟨(hp _ h).2 m hm, rfl⟩⟩
  | 0, node _ _ _ _, _, h, _ => h.elim
  | _ + 1, leaf _, _, h, _ => h.elim
  | k + 1, node a b c d, _, hF, h => by
    have h : (a.all p && (b.all p && (c.all p && d.all p))) = true := h
    have ⟨ha, h⟩ := Bool.and_eq_true_iff.mp h
    have ⟨hb, h⟩ := Bool.and_eq_true_iff.mp h
    have ⟨hc, hd⟩ := Bool.and_eq_true_iff.mp h
    exact ⟨hF.1.packs hp ha, hF.2.1.packs hp hb, hF.2.2.1.packs hp hc, hF.2.2.2.packs hp hd⟩

end Quad

/-- What `rest` says of a tree of the first `4^k` numbers of a list, and of the numbers after them;
false if there are fewer. -/
noncomputable def takeQuad (k : Nat) : Numbers → (Quad → Numbers → Bool) → Bool :=
  Nat.rec (motive := fun _ => Numbers → (Quad → Numbers → Bool) → Bool)
    (fun l rest => Numbers.rec (motive := fun _ => Bool) false
      (fun n tail _ => rest (.leaf n) tail) l)
    (fun _ take l rest => take l fun a l => take l fun b l => take l fun c l => take l fun d l =>
      rest (.node a b c d) l) k

/-- Numbers after the first ones. -/
theorem Numbers.entry_drop : ∀ (n : Nat) (l : Numbers) (i : Nat),
    (l.drop n).entry i = l.entry (n + i)
  | 0, l, i => by
    rw [Nat.zero_add]
    rfl
  | _ + 1, .nil, _ => rfl
  | n + 1, .cons _ tail, i => by
    rw [Nat.add_right_comm]
    exact entry_drop n tail i

/-- The tree and the numbers of which something was said. -/
theorem takeQuad_sound : ∀ {k : Nat} {l : Numbers} {rest : Quad → Numbers → Bool},
    takeQuad k l rest = true →
      ∃ t, t.Is k l.entry ∧ rest t (l.drop (4 ^ k)) = true
  | 0, .nil, _, h => nomatch h
  | 0, .cons n _, _, h => ⟨.leaf n, rfl, h⟩
  | k + 1, l, rest, h => by
    obtain ⟨a, ha, h⟩ := takeQuad_sound (k := k) h
    obtain ⟨b, hb, h⟩ := takeQuad_sound (k := k) h
    obtain ⟨c, hc, h⟩ := takeQuad_sound (k := k) h
    obtain ⟨d, hd, h⟩ := takeQuad_sound (k := k) h
    have entries : ∀ a, (l.drop a).entry = fun i => l.entry (a + i) := fun a =>
      funext fun i => l.entry_drop a i
    rw [Numbers.drop_drop] at hc
    rw [Numbers.drop_drop, Numbers.drop_drop] at hd
    rw [Numbers.drop_drop, Numbers.drop_drop, Numbers.drop_drop] at h
    rw [entries] at hb hc hd
    have two : 4 ^ k + 4 ^ k = 2 * 4 ^ k := by omega
    have three : 4 ^ k + (4 ^ k + 4 ^ k) = 3 * 4 ^ k := by omega
    have four : 4 ^ k + (4 ^ k + (4 ^ k + 4 ^ k)) = 4 ^ (k + 1) := by
      rw [Nat.pow_succ]
      omega
    rw [two] at hc
    rw [three] at hd
    rw [four] at h
    exact ⟨.node a b c d, ⟨ha, hb, hc, hd⟩, h⟩

end QuantCert
