"""The paths of the API, in the forms that Google's clients and Coral use."""

ANALYZE = ("/v1alpha1/comments:analyze", "/comments:analyze")
SUGGEST = ("/v1alpha1/comments:suggestscore", "/comments:suggestscore")
DISCOVERY = ("/$discovery/rest", "/v1alpha1/$discovery/rest")
