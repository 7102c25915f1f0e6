"""Statistics by chat: a question is data (question.py), read from a sentence (reading.py) or tapped on its card
(pages.py), answered from the sums (answers.py), and told as a text, a chart and a file of the same figures."""
