prelude
import QuantCert.Algebra.SumOrder
import QuantCert.Spec.Rotation.Rotation
import QuantCert.Thm.Attention.Head

/-!
# Rotated networks compute the same

## Main theorems
* `dot_rotated`: rotating both factors by an orthogonal matrix leaves a dot product as it is.
* `groupedAttentionWith_rotated`: rotated values make rotated averages.
* `matVec_rotated`: a layer whose columns are rotated turns them back.
* `Net.eval_rotated`, `evalAll_rotated`: so the networks compute the same.
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

variable {R : Type u} [ExpField R]

/-- Attention to rotated values averages to the rotated average. -/
theorem groupedAttentionWith_rotated {d : Nat} (hd : 0 < d) (H : Matrix R) (f : R → R) (n : Nat)
    (scale : R) (group : Nat) (q : Vec R) (k v : Matrix R) :
    groupedAttentionWith f n d scale group q k (fun j => rotateEntries d H (v j)) =
      rotateEntries d H (groupedAttentionWith f n d scale group q k v) := by
  funext i
  have hi : i % d < d := Nat.mod_lt i hd
  have value : ∀ j, rotateEntries d H (v j) (i / d / group * d + i % d) =
      sum d fun a => H (i % d) a * v j (i / d / group * d + a) := fun j => by
    have places := head_index_div_mod (i / d / group) hi
    show (sum d fun a => H ((i / d / group * d + i % d) % d) a *
      v j ((i / d / group * d + i % d) / d * d + a)) = _
    rw [places.1, places.2]
  have average : ∀ a, a < d → groupedAttentionWith f n d scale group q k v (i / d * d + a) =
      attentionWith f n d scale (head d (i / d) q) (fun j => head d (i / d / group) (k j))
        (fun j => head d (i / d / group) (v j)) a := fun a ha => by
    have places := head_index_div_mod (i / d) ha
    show attentionWith f n d scale (head d ((i / d * d + a) / d) q)
      (fun j => head d ((i / d * d + a) / d / group) (k j))
      (fun j => head d ((i / d * d + a) / d / group) (v j)) ((i / d * d + a) % d) = _
    rw [places.1, places.2]
  show (sum n fun j => softmax n _ j * rotateEntries d H (v j) (i / d / group * d + i % d)) =
    sum d fun a => H (i % d) a * groupedAttentionWith f n d scale group q k v (i / d * d + a)
  rw [sum_congr fun a ha => congrArg (H (i % d) a * ·) (average a ha)]
  have swap : ∀ p : Vec R,
      (sum n fun j => p j * rotateEntries d H (v j) (i / d / group * d + i % d)) =
        sum d fun a => H (i % d) a * sum n fun j => p j * v j (i / d / group * d + a) := fun p => by
    have row : ∀ j, p j * rotateEntries d H (v j) (i / d / group * d + i % d) =
        sum d fun a => H (i % d) a * (p j * v j (i / d / group * d + a)) := fun j => by
      rw [value j, ← sum_mul_left]
      exact sum_congr fun a _ => mul_left_comm _ _ _
    rw [sum_congr fun j _ => row j, sum_comm]
    exact sum_congr fun a _ => sum_mul_left _ _ _
  exact swap _

/-- A net that differs by rotations that meet computes the same of all activations. -/
theorem Net.eval_rotated (θ : Parameters R) (text : Text) {W What : Nat → Matrix R} {net : Net}
    (h : Net.Rotates W What net) : net.eval θ text What = net.eval θ text W := by
  induction h with
  | input => rfl
  | lookup same => funext X t; show What _ _ = W _ _; rw [same]
  | linear same hx ih =>
    funext X t
    show matVec _ (What _) _ = matVec _ (W _) _
    rw [same, ih]
  | values H hd orthogonal rowsRotated columnsRotated hq hk hx ihq ihk ihx =>
    funext X t
    show matVec _ (What _) (groupedAttentionWith _ _ _ _ _ _ _ fun j => matVec _ (What _) _) =
      matVec _ (W _) (groupedAttentionWith _ _ _ _ _ _ _ fun j => matVec _ (W _) _)
    rw [rowsRotated, columnsRotated, ihq, ihk, ihx]
    rw [show (fun j => matVec _ (rotateRows _ H (W _)) _) = fun j => rotateEntries _ H _ from
      funext fun j => matVec_rotateRows _ _ H _ _]
    rw [groupedAttentionWith_rotated hd, matVec_rotated hd orthogonal]
  | bias hx ih => funext X t i; show _ + _ = _ + _; rw [ih]
  | scale hx ih => funext X t i; show _ * _ = _ * _; rw [ih]
  | rmsNorm hx ih =>
    funext X t
    show QuantCert.rmsNorm _ _ _ _ = QuantCert.rmsNorm _ _ _ _
    rw [ih]
  | rmsNormHeads hx ih =>
    funext X t
    show QuantCert.rmsNormHeads _ _ _ _ = QuantCert.rmsNormHeads _ _ _ _
    rw [ih]
  | activate hx ih => funext X t i; show Activation.apply _ _ _ = Activation.apply _ _ _; rw [ih]
  | add hx hy ihx ihy => funext X t i; show _ + _ = _ + _; rw [ihx, ihy]
  | mul hx hy ihx ihy => funext X t; show gated _ _ = gated _ _; rw [ihx, ihy]
  | rope hx ih => funext X t; show ropeHeads _ _ _ _ = ropeHeads _ _ _ _; rw [ih]
  | attention hq hk hv ihq ihk ihv =>
    funext X t
    show groupedAttentionWith _ _ _ _ _ _ _ _ = groupedAttentionWith _ _ _ _ _ _ _ _
    rw [ihq, ihk, ihv]
  | seq h h' ih ih' =>
    exact funext fun X =>
      (congrFun ih' _).trans (congrArg (Net.eval θ text W _) (congrFun ih X))
  | region hx ih => exact ih

/-- Networks one after the other that differ by rotations that meet compute the same. -/
theorem evalAll_rotated (θ : Parameters R) (text : Text) {W What : Nat → Matrix R} :
    ∀ (nets : List Net) (_ : Net.RotatesAll W What nets) (X : Activations R),
      evalAll θ text What nets X = evalAll θ text W nets X
  | [], _, _ => rfl
  | net :: rest, h, X => by
    show evalAll θ text What rest (net.eval θ text What X) = evalAll θ text W rest _
    rw [Net.eval_rotated θ text h.1]
    exact evalAll_rotated θ text rest h.2 _

end QuantCert
