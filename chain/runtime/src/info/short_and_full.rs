//! Answers that the reference gives in a short and a full form.

/// Declares an answer in two forms and how the short one becomes the full one. Both have the fields `shared` and
/// `shared_last`; between them the full one has `full_only`. SCALE knows fields by their order alone, and clients by
/// their names in the metadata, so neither form can hold the other.
macro_rules! short_and_full {
	(
		$(#[$short_doc:meta])* short $Short:ident;
		$(#[$full_doc:meta])* full $Full:ident;
		shared { $($(#[$doc:meta])* $field:ident: $type:ty,)* }
		full_only { $($(#[$more_doc:meta])* $more:ident: $more_type:ty,)* }
		shared_last { $($(#[$last_doc:meta])* $last:ident: $last_type:ty,)* }
	) => {
		$(#[$short_doc])*
		#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
		pub struct $Short {
			$($(#[$doc])* pub $field: $type,)*
			$($(#[$last_doc])* pub $last: $last_type,)*
		}

		$(#[$full_doc])*
		#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
		pub struct $Full {
			$($(#[$doc])* pub $field: $type,)*
			$($(#[$more_doc])* pub $more: $more_type,)*
			$($(#[$last_doc])* pub $last: $last_type,)*
		}

		impl $Short {
			/// The full form, with what the short one lacks.
			pub(crate) fn with(self, $($more: $more_type),*) -> $Full {
				$Full {
					$($field: self.$field,)*
					$($more,)*
					$($last: self.$last,)*
				}
			}
		}
	};
}
