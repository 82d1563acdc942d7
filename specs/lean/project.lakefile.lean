import Lake

open Lake DSL

package proofs

lean_lib QuantCert where
  globs := #[.andSubmodules `QuantCert]

lean_lib Data where
  globs := #[.submodules `Data]

@[default_target]
lean_lib Proofs where
  globs := #[.andSubmodules `Proofs]
