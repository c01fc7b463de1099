"""Operations over the registration books for programs: one class an operation, its serializers beside it."""
