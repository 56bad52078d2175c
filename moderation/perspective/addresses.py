"""The paths of the API, each as Google's and as Coral asks for it."""

ANALYZE = ("/v1alpha1/comments:analyze", "/comments:analyze")
SUGGEST = ("/v1alpha1/comments:suggestscore", "/comments:suggestscore")
DISCOVERY = ("/$discovery/rest", "/v1alpha1/$discovery/rest")
