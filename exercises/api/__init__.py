"""Operations of the API on Rights that leave the books for shares or money."""
