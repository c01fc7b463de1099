"""Operations over paper for programs: one class an operation, its serializers beside it."""
