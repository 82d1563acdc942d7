import Lake

open Lake DSL

package quantcert

@[default_target]
lean_lib QuantCert where
  srcDir := "lean"
  globs := #[.andSubmodules `QuantCert]
