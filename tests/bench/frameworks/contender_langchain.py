"""LangChain's hybrid: FAISS and BM25Retriever under an EnsembleRetriever.

As its documentation joins them, both at a half. BM25Retriever splits at white space and keeps
capitals unless it is told otherwise; it gets words in lower case. It cannot be stored, so it is
built when the index opens.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path

from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings


def prepare(passages: Path, own: Path, model: str) -> None:
    FAISS.from_documents(_documents(passages), _embeddings(model)).save_local(str(own))


def open_index(passages: Path, own: Path, model: str, k: int) -> Callable[[str], list[str]]:
    # The file is our own of a moment ago.
    store = FAISS.load_local(str(own), _embeddings(model), allow_dangerous_deserialization=True)
    words = BM25Retriever.from_documents(_documents(passages), preprocess_func=_words, k=k)
    vectors = store.as_retriever(search_kwargs={"k": k})
    hybrid = EnsembleRetriever(retrievers=[words, vectors], weights=[0.5, 0.5], id_key="id")
    return lambda question: [found.metadata["id"] for found in hybrid.invoke(question)]


def _embeddings(model: str) -> HuggingFaceEmbeddings:
    return HuggingFaceEmbeddings(
        model_name=model,
        encode_kwargs={"prompt_name": "passage"},
        query_encode_kwargs={"prompt_name": "query"},
    )


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _documents(passages: Path) -> list[Document]:
    rows = [json.loads(line) for line in passages.read_text("utf-8").splitlines()]
    return [Document(page_content=row["text"], metadata={"id": row["id"]}) for row in rows]
