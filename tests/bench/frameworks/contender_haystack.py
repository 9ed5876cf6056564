"""Haystack's hybrid: the retrievers of an InMemoryDocumentStore under a DocumentJoiner.

The pipeline of its tutorial on hybrid retrieval, joined by reciprocal rank, since the tutorial's
plain joining wants a second model to rank.
"""

import json
from collections.abc import Callable
from pathlib import Path

from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import (
    InMemoryBM25Retriever,
    InMemoryEmbeddingRetriever,
)
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)


def prepare(passages: Path, own: Path, model: str) -> None:
    rows = [json.loads(line) for line in passages.read_text("utf-8").splitlines()]
    documents = [Document(id=row["id"], content=row["text"]) for row in rows]
    embedder = SentenceTransformersDocumentEmbedder(
        model=model, prefix="passage: ", progress_bar=False
    )
    embedder.warm_up()
    store = InMemoryDocumentStore()
    store.write_documents(embedder.run(documents)["documents"])
    store.save_to_disk(str(own))


def open_index(_passages: Path, own: Path, model: str, k: int) -> Callable[[str], list[str]]:
    store = InMemoryDocumentStore.load_from_disk(str(own))
    pipeline = Pipeline()
    pipeline.add_component(
        "embedder",
        SentenceTransformersTextEmbedder(model=model, prefix="query: ", progress_bar=False),
    )
    pipeline.add_component("vectors", InMemoryEmbeddingRetriever(store, top_k=k))
    pipeline.add_component("words", InMemoryBM25Retriever(store, top_k=k))
    joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=k)
    pipeline.add_component("joined", joiner)
    pipeline.connect("embedder.embedding", "vectors.query_embedding")
    pipeline.connect("vectors", "joined")
    pipeline.connect("words", "joined")

    def ask(question: str) -> list[str]:
        found = pipeline.run({"embedder": {"text": question}, "words": {"query": question}})
        return [document.id for document in found["joined"]["documents"]]

    return ask
