"""LlamaIndex's hybrid: a VectorStoreIndex and a BM25Retriever under a QueryFusionRetriever.

As its documentation joins them, by reciprocal rank; without questions that a language model makes
up, so that none is needed, and with the Dutch stemmer and stop words that BM25Retriever offers.
"""

import json
from collections.abc import Callable
from pathlib import Path

from llama_index.core import StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.core.llms import MockLLM
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.schema import TextNode
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.retrievers.bm25 import BM25Retriever
from Stemmer import Stemmer


def prepare(passages: Path, own: Path, model: str) -> None:
    rows = [json.loads(line) for line in passages.read_text("utf-8").splitlines()]
    nodes = [TextNode(id_=row["id"], text=row["text"]) for row in rows]
    index = VectorStoreIndex(nodes, embed_model=_embedding(model))
    index.storage_context.persist(str(own / "vectors"))
    words = BM25Retriever.from_defaults(
        nodes=nodes, stemmer=Stemmer("dutch"), language="nl", similarity_top_k=10
    )
    words.persist(str(own / "words"))


def open_index(_passages: Path, own: Path, model: str, k: int) -> Callable[[str], list[str]]:
    storage = StorageContext.from_defaults(persist_dir=str(own / "vectors"))
    index = load_index_from_storage(storage, embed_model=_embedding(model))
    words = BM25Retriever.from_persist_dir(str(own / "words"))
    words.stemmer = Stemmer("dutch")  # it is not stored
    hybrid = QueryFusionRetriever(
        [index.as_retriever(similarity_top_k=k), words],
        llm=MockLLM(),  # never asked: one question is the one that was put
        mode="reciprocal_rerank",
        num_queries=1,
        similarity_top_k=k,
        use_async=False,
    )
    return lambda question: [found.node.node_id for found in hybrid.retrieve(question)]


def _embedding(model: str) -> HuggingFaceEmbedding:
    return HuggingFaceEmbedding(
        model_name=model, query_instruction="query: ", text_instruction="passage: ", device="cpu"
    )
