prelude
import QuantCert.Algebra.SumOrder
import QuantCert.Spec.Rotation.Rotation
import QuantCert.Thm.Attention.Head
import QuantCert.Thm.Rotation.Hadamard

/-!
# What rotated vectors and matrices compute

## Main theorems
* `dot_rotated`, `sumSq_rotated`: an orthogonal matrix leaves dot products and norms as they are.
* `groupedAttentionWith_rotated`: rotated values make rotated averages.
* `matVec_turned`: a layer whose columns are rotated as its input is turns it back.
-/

universe u

namespace QuantCert

open Attention

section
variable {R : Type u} [OrderedField R]

/-- Vectors that are rotated by one orthogonal matrix have the dot product that they had. -/
theorem dot_rotated {d : Nat} {H : Matrix R} (hH : Orthogonal d H) (x y : Vec R) :
    dot d (matVec d H x) (matVec d H y) = dot d x y := by
  have expand : ∀ c, matVec d H x c * matVec d H y c =
      sum d fun a => sum d fun b => x a * y b * (H c a * H c b) := fun c =>
    (sum_mul_sum d d _ _).trans <| sum_congr fun a _ => sum_congr fun b _ => by
      rw [mul_comm (H c a), mul_comm (H c b), mul_mul_mul_comm]
  have inner : ∀ a, a < d →
      (sum d fun b => sum d fun c => x a * y b * (H c a * H c b)) = x a * y a := fun a ha => by
    have each : ∀ b, b < d → (sum d fun c => x a * y b * (H c a * H c b)) =
        if a = b then x a * y b else 0 := fun b hb => by
      rw [sum_mul_left, hH a ha b hb]
      cases Nat.decEq a b with
      | isTrue e => rw [if_pos e, if_pos e, mul_one]
      | isFalse e => rw [if_neg e, if_neg e, mul_zero]
    rw [sum_congr each, sum_eq_single a ha fun b _ hne => if_neg (Ne.symm hne), if_pos rfl]
  show (sum d fun c => matVec d H x c * matVec d H y c) = sum d fun a => x a * y a
  rw [sum_congr fun c _ => expand c, sum_comm]
  exact sum_congr fun a ha => (sum_comm d d _).trans (inner a ha)

/-- A matrix whose rows are rotated makes a rotated vector. -/
theorem matVec_rotateRows (d cols : Nat) (H V : Matrix R) (x : Vec R) :
    matVec cols (rotateRows d H V) x = rotateEntries d H (matVec cols V x) := by
  funext i
  show (sum cols fun j => (sum d fun a => H (i % d) a * V (i / d * d + a) j) * x j) =
    sum d fun a => H (i % d) a * sum cols fun j => V (i / d * d + a) j * x j
  have row : ∀ j, (sum d fun a => H (i % d) a * V (i / d * d + a) j) * x j =
      sum d fun a => H (i % d) a * (V (i / d * d + a) j * x j) := fun j => by
    rw [← sum_mul_right]
    exact sum_congr fun a _ => mul_assoc _ _ _
  rw [sum_congr fun j _ => row j, sum_comm]
  exact sum_congr fun a _ => sum_mul_left _ _ _

/-- A matrix whose columns are rotated makes of a rotated vector what it made before. -/
theorem matVec_rotated {d : Nat} {H : Matrix R} (hd : 0 < d) (hH : Orthogonal d H) (groups : Nat)
    (O : Matrix R) (x : Vec R) :
    matVec (groups * d) (rotateColumns d H O) (rotateEntries d H x) =
      matVec (groups * d) O x := by
  funext i
  show (sum (groups * d) fun j => rotateColumns d H O i j * rotateEntries d H x j) =
    sum (groups * d) fun j => O i j * x j
  rw [sum_mul_index, sum_mul_index]
  refine sum_congr fun h _ => ?_
  have entry : ∀ c, c < d → rotateColumns d H O i (h * d + c) * rotateEntries d H x (h * d + c) =
      matVec d H (head d h (O i)) c * matVec d H (head d h x) c := fun c hc => by
    have places := head_index_div_mod h hc
    show (sum d fun a => H ((h * d + c) % d) a * O i ((h * d + c) / d * d + a)) *
      (sum d fun a => H ((h * d + c) % d) a * x ((h * d + c) / d * d + a)) = _
    rw [places.1, places.2]
    rfl
  rw [sum_congr entry]
  exact dot_rotated hH (head d h (O i)) (head d h x)

end

section
variable {R : Type u} [OrderedField R]

/-- Blocks of one entry are left as they are. -/
theorem rotateEntries_one (x : Vec R) : rotateEntries (4 ^ 0) (hadamard 0) x = x := by
  funext i
  show sum 1 (fun a => unitMatrix (i % 1) a * x (i / 1 * 1 + a)) = x i
  show 0 + unitMatrix (i % 1) 0 * x (i / 1 * 1 + 0) = x i
  rw [zero_add, Nat.mod_one, Nat.div_one, Nat.mul_one, Nat.add_zero]
  show (if 0 = 0 then (1 : R) else 0) * x i = x i
  rw [if_pos rfl, one_mul]

/-- The sum of squares of a rotated vector is what it was. -/
theorem sumSq_rotated {d : Nat} {H : Matrix R} (hH : Orthogonal d H) (groups : Nat)
    (x : Vec R) : sumSq (groups * d) (rotateEntries d H x) = sumSq (groups * d) x := by
  show (sum (groups * d) fun i => rotateEntries d H x i ^ 2) = sum (groups * d) fun i => x i ^ 2
  rw [sum_mul_index, sum_mul_index]
  refine sum_congr fun h _ => ?_
  have entry : ∀ c, c < d → rotateEntries d H x (h * d + c) ^ 2 =
      matVec d H (head d h x) c * matVec d H (head d h x) c := fun c hc => by
    have places := head_index_div_mod h hc
    show (sum d fun a => H ((h * d + c) % d) a * x ((h * d + c) / d * d + a)) ^ 2 = _
    rw [places.1, places.2, pow_two]
    rfl
  have square : ∀ c, c < d → head d h x c * head d h x c = x (h * d + c) ^ 2 :=
    fun c _ => (pow_two _).symm
  rw [sum_congr entry, ← sum_congr square]
  exact dot_rotated hH (head d h x) (head d h x)

/-- Sums of rotated vectors are rotated sums. -/
theorem rotateEntries_add (d : Nat) (H : Matrix R) (x y : Vec R) :
    (fun i => rotateEntries d H x i + rotateEntries d H y i) =
      rotateEntries d H fun i => x i + y i := by
  funext i
  show sum d _ + sum d _ = sum d _
  rw [← sum_add]
  exact sum_congr fun a _ => (left_distrib _ _ _).symm

/-- A rotated vector over a number is the rotated quotient. -/
theorem rotateEntries_div (d : Nat) (H : Matrix R) (x : Vec R) (r : R) :
    (fun i => rotateEntries d H x i / r) = rotateEntries d H fun i => x i / r := by
  funext i
  show sum d _ / r = sum d _
  rw [← sum_div]
  exact sum_congr fun a _ => mul_div_assoc _ _ _

/-- The places of entry `i` in a vector whose heads of `m * b` entries are made of blocks of `b`. -/
theorem eq_block {b m : Nat} (hb : 0 < b) (hm : 0 < m) (i : Nat) :
    ∃ h u r, u < m ∧ r < b ∧ i = h * (m * b) + (u * b + r) := by
  refine ⟨i / (m * b), i % (m * b) / b, i % b, ?_, Nat.mod_lt i hb, ?_⟩
  · exact (Nat.div_lt_iff_lt_mul hb).mpr (Nat.mod_lt i (Nat.mul_pos hm hb))
  · have inner : i % (m * b) % b = i % b := Nat.mod_mod_of_dvd i ⟨m, Nat.mul_comm m b⟩
    have remainder : i % (m * b) / b * b + i % b = i % (m * b) := by
      rw [← inner, Nat.mul_comm, Nat.div_add_mod]
    rw [remainder, Nat.mul_comm, Nat.div_add_mod]

end

variable {R : Type u} [ExpField R]

/-- Attention, entry by entry: entry `c` of head `h` averages entry `c` of head `h / group`. -/
theorem groupedAttentionWith_entry {d c : Nat} (f : R → R) (n : Nat) (scale : R) (group : Nat)
    (q : Vec R) (k v : Matrix R) (h : Nat) (hc : c < d) :
    groupedAttentionWith f n d scale group q k v (h * d + c) =
      sum n fun j => softmax n (fun j => f (scores d scale (head d h q)
        (fun j => head d (h / group) (k j)) j)) j * v j (h / group * d + c) := by
  have places := head_index_div_mod h hc
  show attentionWith f n d scale (head d ((h * d + c) / d) q)
    (fun j => head d ((h * d + c) / d / group) (k j))
    (fun j => head d ((h * d + c) / d / group) (v j)) ((h * d + c) % d) = _
  rw [places.1, places.2]
  rfl

/-- Attention to rotated values averages to the rotated average: blocks lie within heads. -/
theorem groupedAttentionWith_rotated {b m : Nat} (hb : 0 < b) (hm : 0 < m) (H : Matrix R)
    (f : R → R) (n : Nat) (scale : R) (group : Nat) (q : Vec R) (k v : Matrix R) :
    groupedAttentionWith f n (m * b) scale group q k (fun j => rotateEntries b H (v j)) =
      rotateEntries b H (groupedAttentionWith f n (m * b) scale group q k v) := by
  funext i
  obtain ⟨h, u, r, hu, hr, hi⟩ := eq_block hb hm i
  have within : ∀ a, a < b → u * b + a < m * b := fun a ha => head_index_lt hu ha
  have block : ∀ g a, a < b →
      (g * (m * b) + (u * b + a)) / b * b = g * (m * b) + u * b ∧
        (g * (m * b) + (u * b + a)) % b = a := fun g a ha => by
    have whole : g * (m * b) + (u * b + a) = (g * m + u) * b + a := by
      rw [Nat.add_mul, Nat.mul_assoc, Nat.add_assoc]
    have places := head_index_div_mod (g * m + u) ha
    rw [whole, places.1, places.2, Nat.add_mul, Nat.mul_assoc]
    exact ⟨rfl, rfl⟩
  have value : ∀ g j, rotateEntries b H (v j) (g * (m * b) + (u * b + r)) =
      sum b fun a => H r a * v j (g * (m * b) + (u * b + a)) := fun g j => by
    show (sum b fun a => H ((g * (m * b) + (u * b + r)) % b) a *
      v j ((g * (m * b) + (u * b + r)) / b * b + a)) = _
    rw [(block g r hr).1, (block g r hr).2]
    exact sum_congr fun a _ => by rw [Nat.add_assoc]
  rw [hi, groupedAttentionWith_entry f n scale group q k _ h (within r hr)]
  show _ = sum b fun a => H ((h * (m * b) + (u * b + r)) % b) a *
    groupedAttentionWith f n (m * b) scale group q k v
      ((h * (m * b) + (u * b + r)) / b * b + a)
  rw [(block h r hr).1, (block h r hr).2]
  have average : ∀ a, a < b → H r a * groupedAttentionWith f n (m * b) scale group q k v
      (h * (m * b) + u * b + a) = sum n fun j => softmax n (fun j => f (scores (m * b) scale
        (head (m * b) h q) (fun j => head (m * b) (h / group) (k j)) j)) j *
          (H r a * v j (h / group * (m * b) + (u * b + a))) := fun a ha => by
    rw [Nat.add_assoc, groupedAttentionWith_entry f n scale group q k v h (within a ha),
      ← sum_mul_left]
    exact sum_congr fun j _ => mul_left_comm _ _ _
  rw [sum_congr average, sum_comm]
  refine sum_congr fun j _ => ?_
  rw [value, ← sum_mul_left]

/-- A matrix that is rotated as its input is, and whose factors are folded, makes of the input what
it made before, rotated. -/
theorem matVec_turned (θ : Parameters R) (s : Turn) {cols : Nat}
    (hc : cols % 4 ^ s.columns = 0) (W : Matrix R) (Y : Activations R) (t : Nat) :
    matVec cols (s.apply θ W) (rotateEntries (4 ^ s.columns) (hadamard s.columns) (Y t)) =
      rotateEntries (4 ^ s.rows) (hadamard s.rows) (matVec cols W (scaledBy θ s.factors Y t)) := by
  have whole : cols = cols / 4 ^ s.columns * 4 ^ s.columns :=
    (Nat.div_mul_cancel (Nat.dvd_of_mod_eq_zero hc)).symm
  have folded : matVec cols (foldFactors θ s.factors W) (Y t) =
      matVec cols W (scaledBy θ s.factors Y t) := by
    unfold foldFactors scaledBy
    cases s.factors with
    | none => rfl
    | some g =>
      funext j
      exact sum_congr fun i _ => mul_assoc _ _ _
  unfold Turn.apply
  rw [matVec_rotateRows, ← folded]
  refine congrArg _ ?_
  rw [whole]
  exact matVec_rotated (Nat.pow_pos (by decide)) (hadamard_orthogonal s.columns) _ _ _

end QuantCert
