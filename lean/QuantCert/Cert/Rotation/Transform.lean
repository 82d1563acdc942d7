prelude
import QuantCert.Cert.Rotation.Quad
import QuantCert.Thm.Rotation.Signs

/-!
# Rotation of a tree of numbers

Four trees become four sums with the signs of the Hadamard matrix of four rows; so do the leaves of each.

## Main definitions
* `Quad.transform`: all sums with the signs of a Hadamard matrix.
* `Quad.scale`: leaves times the factors of their columns.

## Main theorems
* `Quad.transform_packs`, `Quad.scale_packs`
-/

namespace QuantCert

open Digits

namespace Quad

/-- Four sums of four trees, from sums and differences of two; digits of `Z` are twice the offset. -/
noncomputable def combinePairs (Z : Nat) (s d s' d' : Quad) : Quad :=
  node (s.zip Nat.add s') (d.zip Nat.add d')
    (s.zip (fun a b => Nat.sub (Nat.add a (Nat.mul 2 Z)) b) s')
    (d.zip (fun a b => Nat.sub (Nat.add a (Nat.mul 2 Z)) b) d')

/-- Four sums of four trees. -/
noncomputable def combine (Z : Nat) (a b c d : Quad) : Quad :=
  combinePairs Z (a.zip Nat.add b) (a.zip (fun x y => Nat.sub (Nat.add x Z) y) b)
    (c.zip Nat.add d) (c.zip (fun x y => Nat.sub (Nat.add x Z) y) d)

/-- All sums of the leaves with the signs of a Hadamard matrix; digits of `Z` are twice the offset. -/
noncomputable def transform (Z k : Nat) : Quad → Quad :=
  Nat.rec (motive := fun _ => Quad → Quad) (fun t => t)
    (fun k turn t => Quad.rec (motive := fun _ => Quad) leaf
      (fun a b c d _ _ _ _ => combine (Nat.mul (Nat.pow 4 k) Z) (turn a) (turn b) (turn c) (turn d)) t) k

variable {w n o : Nat}

/-- The four sums are those with the signs of four rows. -/
theorem combine_packs {k Z : Nat} (hZ : Z = pack w n fun _ => 2 * o) {a b c d : Quad}
    {u : Nat → Nat → Nat → Int} (ha : Packs w n o k a (u 0)) (hb : Packs w n o k b (u 1))
    (hc : Packs w n o k c (u 2)) (hd : Packs w n o k d (u 3)) {x : Nat → Nat → Int}
    (hx : ∀ p, p < 4 → ∀ i, i < 4 ^ k → ∀ m, m < n →
      x (p * 4 ^ k + i) m = sum 4 fun q => hadamardSign p q * u q i m) :
    Packs w n (4 * o) (k + 1) (combine Z a b c d) x := by
  have hZ2 : Nat.mul 2 Z = pack w n fun _ => 2 * (2 * o) := by
    show 2 * Z = _
    rw [hZ, mul_pack]
  have double : 2 * (2 * o) = 4 * o := by omega
  have s := zip_add_packs ha hb
  have d' := zip_sub_packs hZ ha hb
  have s' := zip_add_packs hc hd
  have e' := zip_sub_packs hZ hc hd
  have r0 := zip_add_packs s s'
  have r1 := zip_add_packs d' e'
  have r2 := zip_sub_packs hZ2 s s'
  have r3 := zip_sub_packs hZ2 d' e'
  rw [double] at r0 r1 r2 r3
  have first : ∀ i, i < 4 ^ k → ∀ m, m < n →
      x i m = sum 4 fun q => hadamardSign 0 q * u q i m := fun i hi m hm => by
    have h := hx 0 (by decide) i hi m hm
    rwa [Nat.zero_mul, Nat.zero_add] at h
  have second : ∀ i, i < 4 ^ k → ∀ m, m < n →
      x (4 ^ k + i) m = sum 4 fun q => hadamardSign 1 q * u q i m := fun i hi m hm => by
    have h := hx 1 (by decide) i hi m hm
    rwa [Nat.one_mul] at h
  refine ⟨r0.congr fun i hi m hm => ?_, r1.congr fun i hi m hm => ?_,
    r2.congr fun i hi m hm => ?_, r3.congr fun i hi m hm => ?_⟩
  · rw [first i hi m hm]
    show u 0 i m + u 1 i m + (u 2 i m + u 3 i m) =
      0 + 1 * u 0 i m + 1 * u 1 i m + 1 * u 2 i m + 1 * u 3 i m
    omega
  · show _ = x (4 ^ k + i) m
    rw [second i hi m hm]
    show u 0 i m - u 1 i m + (u 2 i m - u 3 i m) =
      0 + 1 * u 0 i m + -1 * u 1 i m + 1 * u 2 i m + -1 * u 3 i m
    omega
  · show _ = x (2 * 4 ^ k + i) m
    rw [hx 2 (by decide) i hi m hm]
    show u 0 i m + u 1 i m - (u 2 i m + u 3 i m) =
      0 + 1 * u 0 i m + 1 * u 1 i m + -1 * u 2 i m + -1 * u 3 i m
    omega
  · show _ = x (3 * 4 ^ k + i) m
    rw [hx 3 (by decide) i hi m hm]
    show u 0 i m - u 1 i m - (u 2 i m - u 3 i m) =
      0 + 1 * u 0 i m + -1 * u 1 i m + -1 * u 2 i m + 1 * u 3 i m
    omega

/-- A transformed tree has all sums of the leaves with the signs of a Hadamard matrix. -/
theorem transform_packs {Z : Nat} (hZ : Z = pack w n fun _ => 2 * o) : ∀ {k : Nat} {t : Quad}
    {x : Nat → Nat → Int}, Packs w n o k t x → Packs w n (4 ^ k * o) k (transform Z k t)
      fun c m => sum (4 ^ k) fun a => hadamardSigns k c a * x a m
  | 0, leaf _, x, h => by
    have one : 4 ^ 0 * o = o := Nat.one_mul o
    rw [one]
    refine h.congr (x := x) fun i hi m _ => ?_
    have one : (4 : Nat) ^ 0 = 1 := rfl
    have hi : i = 0 := by omega
    subst hi
    show x 0 m = 0 + 1 * x 0 m
    omega
  | 0, node _ _ _ _, _, h => h.elim
  | _ + 1, leaf _, _, h => h.elim
  | k + 1, node a b c d, x, h => by
    have hZk : Nat.mul (Nat.pow 4 k) Z = pack w n fun _ => 2 * (4 ^ k * o) := by
      show 4 ^ k * Z = _
      rw [hZ, mul_pack]
      exact pack_congr fun _ _ => Nat.mul_left_comm _ _ _
    have four : 4 * (4 ^ k * o) = 4 ^ (k + 1) * o := by
      rw [Nat.pow_succ, Nat.mul_comm (4 ^ k) 4, Nat.mul_assoc]
    have ha := transform_packs hZ (k := k) h.1
    have hb := transform_packs hZ (k := k) h.2.1
    have hc := transform_packs hZ (k := k) h.2.2.1
    have hd := transform_packs hZ (k := k) h.2.2.2
    rw [← four]
    refine combine_packs (u := fun q i m => sum (4 ^ k) fun e =>
      hadamardSigns k i e * x (q * 4 ^ k + e) m) hZk ?_ ?_ hc hd fun p _ i hi m _ =>
        sum_hadamardSigns k p hi fun a => x a m
    · refine ha.congr fun i _ m _ => ?_
      show _ = sum (4 ^ k) fun e => hadamardSigns k i e * x (0 * 4 ^ k + e) m
      rw [Nat.zero_mul]
      exact sum_congr fun e _ => by rw [Nat.zero_add]
    · refine hb.congr fun i _ m _ => ?_
      show _ = sum (4 ^ k) fun e => hadamardSigns k i e * x (1 * 4 ^ k + e) m
      rw [Nat.one_mul]

/-- A number times a factor less `G`; digits of `O` are the offset. -/
def scaleNumber (G O e N : Nat) : Nat :=
  Nat.sub (Nat.add (Nat.mul e N) (Nat.mul (Nat.mul 2 G) O)) (Nat.add (Nat.mul G N) (Nat.mul e O))

/-- Leaves times the factors less `G` of their columns, in each of `4^down` rows. -/
noncomputable def scale (G O : Nat) (factors : Quad) (down : Nat) : Quad → Quad :=
  Nat.rec (motive := fun _ => Quad → Quad) (fun t => factors.zip (scaleNumber G O) t)
    (fun _ scaled t => Quad.rec (motive := fun _ => Quad) leaf
      (fun a b c d _ _ _ _ => node (scaled a) (scaled b) (scaled c) (scaled d)) t) down

/-- The digits of a scaled number. -/
theorem scaleNumber_digits {G O e : Nat} (hO : O = pack w n fun _ => o) (he : e ≤ 2 * G)
    {f : Nat → Nat} (hf : ∀ m, m < n → f m ≤ 2 * o) :
    ∃ r : Nat → Nat, scaleNumber G O e (pack w n f) = pack w n r ∧ ∀ m, m < n →
      r m ≤ 2 * (G * o) ∧ (r m : Int) - (G * o : Nat) = ((e : Int) - G) * ((f m : Int) - o) := by
  have bound : ∀ m, m < n → (((e : Int) - G) * ((f m : Int) - o)).natAbs ≤ G * o := fun m hm => by
    have hfm := hf m hm
    rw [Int.natAbs_mul]
    exact Nat.mul_le_mul (by omega) (by omega)
  have expand : ∀ m, ((e : Int) - G) * ((f m : Int) - o) =
      ((e * f m : Nat) : Int) - (e * o : Nat) - ((G * f m : Nat) - (G * o : Nat)) := fun m => by
    rw [Int.sub_mul, Int.mul_sub, Int.mul_sub]
    rfl
  have double : 2 * G * o = 2 * (G * o) := Nat.mul_assoc 2 G o
  refine ⟨fun m => e * f m + 2 * G * o - (G * f m + e * o), ?_, fun m hm => ?_⟩
  · show e * pack w n f + 2 * G * O - (G * pack w n f + e * O) = _
    rw [hO, mul_pack, mul_pack, mul_pack, mul_pack, pack_add, pack_add]
    refine pack_sub fun m hm => ?_
    have hb := bound m hm
    rw [expand] at hb
    omega
  · have hb := bound m hm
    rw [expand] at hb ⊢
    show e * f m + 2 * G * o - (G * f m + e * o) ≤ _ ∧
      ((e * f m + 2 * G * o - (G * f m + e * o) : Nat) : Int) - _ = _
    omega

/-- Leaves times factors, place by place. -/
theorem zip_scale_packs {G O : Nat} (hO : O = pack w n fun _ => o) : ∀ {k : Nat} {s t : Quad}
    {E : Nat → Nat} {x : Nat → Nat → Int}, Is k s E → s.all (fun e => Nat.ble e (2 * G)) = true →
      Packs w n o k t x → Packs w n (G * o) k (s.zip (scaleNumber G O) t)
        fun i m => ((E i : Int) - G) * x i m
  | 0, leaf e, leaf _, E, x, hE, he, ⟨f, hN, hf⟩ => by
    have hE : e = E 0 := hE
    have he : e ≤ 2 * G := Nat.le_of_ble_eq_true he
    obtain ⟨r, hr, hz⟩ := scaleNumber_digits (G := G) hO he fun m hm => (hf m hm).1
    refine ⟨r, ?_, fun m hm => ⟨(hz m hm).1, ?_⟩⟩
    · rw [hN]
      exact hr
    · rw [(hz m hm).2, (hf m hm).2, hE]
  | 0, leaf _, node _ _ _ _, _, _, _, _, h => h.elim
  | 0, node _ _ _ _, _, _, _, h, _, _ => h.elim
  | _ + 1, leaf _, _, _, _, h, _, _ => h.elim
  | _ + 1, node _ _ _ _, leaf _, _, _, _, _, h => h.elim
  | _ + 1, node a b c d, node _ _ _ _, _, _, hE, he, ht => by
    have he : (a.all _ && (b.all _ && (c.all _ && d.all _))) = true := he
    have ⟨ea, he⟩ := Bool.and_eq_true_iff.mp he
    have ⟨eb, he⟩ := Bool.and_eq_true_iff.mp he
    have ⟨ec, ed⟩ := Bool.and_eq_true_iff.mp he
    exact ⟨zip_scale_packs hO hE.1 ea ht.1, zip_scale_packs hO hE.2.1 eb ht.2.1,
      zip_scale_packs hO hE.2.2.1 ec ht.2.2.1, zip_scale_packs hO hE.2.2.2 ed ht.2.2.2⟩

/-- A scaled tree has the entries times the factors of their columns. -/
theorem scale_packs {G O across : Nat} (hO : O = pack w n fun _ => o) {s : Quad} {E : Nat → Nat}
    (hE : Is across s E) (he : s.all (fun e => Nat.ble e (2 * G)) = true) : ∀ {down : Nat}
    {t : Quad} {x : Nat → Nat → Int}, Packs w n o (across + down) t x →
      Packs w n (G * o) (across + down) (scale G O s down t)
        fun i m => ((E (i % 4 ^ across) : Int) - G) * x i m
  | 0, _, _, ht => (zip_scale_packs hO hE he ht).congr fun i hi m _ => by
    rw [Nat.mod_eq_of_lt hi]
  | _ + 1, leaf _, _, h => h.elim
  | down + 1, node a b c d, x, ht => by
    have move : ∀ q i, (q * 4 ^ (across + down) + i) % 4 ^ across = i % 4 ^ across := fun q i => by
      rw [Nat.pow_add, Nat.mul_comm (4 ^ across), ← Nat.mul_assoc, Nat.add_comm,
        Nat.add_mul_mod_self_right]
    have one : ∀ i, (4 ^ (across + down) + i) % 4 ^ across = i % 4 ^ across := fun i => by
      have h := move 1 i
      rwa [Nat.one_mul] at h
    refine ⟨scale_packs hO hE he ht.1, (scale_packs hO hE he ht.2.1).congr fun i _ m _ => ?_,
      (scale_packs hO hE he ht.2.2.1).congr fun i _ m _ => ?_,
      (scale_packs hO hE he ht.2.2.2).congr fun i _ m _ => ?_⟩
    · show _ = ((E ((4 ^ (across + down) + i) % 4 ^ across) : Int) - G) * _
      rw [one]
    · show _ = ((E ((2 * 4 ^ (across + down) + i) % 4 ^ across) : Int) - G) * _
      rw [move]
    · show _ = ((E ((3 * 4 ^ (across + down) + i) % 4 ^ across) : Int) - G) * _
      rw [move]

end Quad

end QuantCert
